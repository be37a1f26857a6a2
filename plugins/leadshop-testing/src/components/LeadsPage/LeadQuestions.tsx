import type {
  BulkResponse,
  Lead,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { ConfirmDialog } from '../ConfirmDialog';
import { AddLeadDialog, EditLeadDialog } from '../LeadDialog';
import { BulkEditDialog } from './BulkEditDialog';
import { BulkEraseDialog } from './BulkEraseDialog';
import { EraseLeadDialog } from './EraseLeadDialog';
import type { SelectedLeads } from './useSelection';

/** What the page asks, one thing at a time. */
export type LeadQuestion =
  | { ask: 'add' }
  | { ask: 'edit'; lead: Lead }
  | { ask: 'erase'; lead: Lead }
  | { ask: 'edit-selected' }
  | { ask: 'erase-selected' }
  | { ask: 'test-selected' };

/** The dialog of a question. */
export const LeadQuestions = ({
  question,
  selected,
  countText,
  onAdded,
  onSaved,
  onErased,
  onBulkEdited,
  onBulkErased,
  onTest,
  onOpen,
  onClose,
}: {
  question?: LeadQuestion;
  selected: SelectedLeads;
  /** How many leads are selected, in words. */
  countText: string;
  onAdded: (lead: Lead) => void;
  onSaved: (lead: Lead) => void;
  onErased: (lead: Lead) => void;
  onBulkEdited: (result: BulkResponse) => void;
  onBulkErased: (result: BulkResponse) => void;
  onTest: () => Promise<void>;
  onOpen: (leadId: string) => void;
  onClose: () => void;
}) => {
  const t = useTexts();
  switch (question?.ask) {
    case 'add':
      return (
        <AddLeadDialog onAdded={onAdded} onOpen={onOpen} onClose={onClose} />
      );
    case 'edit':
      return (
        <EditLeadDialog
          lead={question.lead}
          onSaved={onSaved}
          onClose={onClose}
        />
      );
    case 'erase':
      return (
        <EraseLeadDialog
          lead={question.lead}
          onErased={onErased}
          onClose={onClose}
        />
      );
    case 'edit-selected':
      return (
        <BulkEditDialog
          selected={selected}
          countText={countText}
          onDone={onBulkEdited}
          onClose={onClose}
        />
      );
    case 'erase-selected':
      return (
        <BulkEraseDialog
          selected={selected}
          countText={countText}
          onDone={onBulkErased}
          onClose={onClose}
        />
      );
    case 'test-selected':
      return (
        <ConfirmDialog
          open
          title={t('leads.test.title', { leads: countText })}
          confirm={t('leads.test.confirm')}
          onConfirm={onTest}
          onClose={onClose}
        >
          {t('leads.test.help')}
        </ConfirmDialog>
      );
    default:
      return null;
  }
};
