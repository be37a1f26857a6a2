import { useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { alertApiRef, useApi, useRouteRef } from '@backstage/core-plugin-api';
import type {
  BulkResponse,
  Lead,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef, problemText } from '../../api';
import { batchRouteRef, testRouteRef } from '../../routes';
import { Translate, useTexts } from '../../translation';
import { COUNTED, leadName, totalText } from '../../words';
import type { LeadPages } from './LeadPages';
import type { LeadQuestion } from './LeadQuestions';
import type { NoticeContent } from './Notice';
import type { Selection } from './useSelection';
import { useStartTests } from './useStartTests';

/** Above this many, starting tests is asked about. */
const FEW = 100;

/** `25 leads`, `1 lead`, `10,000 or more leads`. */
export function leadsText(t: Translate, count: number): string {
  return count >= COUNTED
    ? t('leads.leadsOrMore', { total: count })
    : t('leads.leads', { count });
}

/**
 * What people do on the page: what it asks first, what it changes in the list,
 * and what it says afterwards.
 */
export function useLeadWork(
  pages: LeadPages,
  selection: Selection,
  openJourney: (leadId: string | undefined) => void,
) {
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const alertApi = useApi(alertApiRef);
  const navigate = useNavigate();
  const testLink = useRouteRef(testRouteRef);
  const batchLink = useRouteRef(batchRouteRef);
  const { busy, testLead, testLeads } = useStartTests();
  const [question, setQuestion] = useState<LeadQuestion>();
  const [notice, setNotice] = useState<NoticeContent>();
  const [changedAt, setChangedAt] = useState(0);

  const complain =
    (what: 'test.notStarted' | 'test.noneStarted' | 'bulkEdit.notUndone') =>
    (error: unknown) =>
      alertApi.post({
        severity: 'error',
        message: t(`leads.${what}`, { reason: problemText(t, error) }),
      });
  const done = (content: NoticeContent) => {
    setQuestion(undefined);
    setNotice(content);
    setChangedAt(count => count + 1);
  };

  const testOne = async (lead: Lead) => {
    const id = await testLead(lead);
    setNotice({
      message: t('leads.test.started', { name: leadName(t, lead) }),
      action: {
        text: t('leads.test.watch'),
        run: () => navigate(testLink({ id })),
      },
    });
  };
  const testBatch = async () =>
    navigate(batchLink({ id: await testLeads(selection.selected) }));
  const testSelected = async () => {
    const { selected } = selection;
    if ('lead_ids' in selected && selected.lead_ids.length === 1) {
      const [id] = selected.lead_ids;
      navigate(testLink({ id: await testLead({ id }) }));
      return;
    }
    await testBatch();
  };
  const undo = async (bulkId: string) => {
    const { restored, kept } = await api.leads.undoBulk(bulkId);
    setNotice({
      message:
        kept === 0
          ? t('leads.bulkEdit.undone', { leads: leadsText(t, restored) })
          : t('leads.bulkEdit.undoneMostly', {
              leads: leadsText(t, restored),
              kept: totalText(t, kept),
            }),
    });
    await pages.reload();
  };

  const test = (lead: Lead) => testOne(lead).catch(complain('test.notStarted'));
  const latestTest = useRef(test);
  latestTest.current = test;
  // One object for the rows of the list, so that they need not be drawn again
  const actions = useMemo(
    () => ({
      onTest: (lead: Lead) => latestTest.current(lead),
      onEdit: (lead: Lead) => setQuestion({ ask: 'edit', lead }),
      onErase: (lead: Lead) => setQuestion({ ask: 'erase', lead }),
      onJourney: (lead: Lead) => openJourney(lead.id),
    }),
    [openJourney],
  );

  return {
    busy,
    question,
    notice,
    actions,
    ask: setQuestion,
    close: () => setQuestion(undefined),
    closeNotice: () => setNotice(undefined),
    /** Grows with each change of a lead. */
    changedAt,
    testBatch,
    testSelected: () => {
      if (selection.all || selection.count > FEW) {
        setQuestion({ ask: 'test-selected' });
      } else {
        testSelected().catch(complain('test.noneStarted'));
      }
    },
    onAdded: (lead: Lead) => {
      done({
        message: t('leads.added', { name: leadName(t, lead) }),
        action: { text: t('leads.test.it'), run: () => test(lead) },
      });
      pages.reload();
    },
    onSaved: (lead: Lead) => {
      done({ message: t('leads.saved', { name: leadName(t, lead) }) });
      pages.replace(lead);
    },
    onErased: (lead: Lead) => {
      done({ message: t('leads.erase.done') });
      openJourney(undefined);
      selection.clear();
      pages.remove(lead.id);
    },
    onBulkEdited: ({ bulk_id, changed, matched }: BulkResponse) => {
      done({
        message: t('leads.bulkEdit.done', {
          leads: leadsText(t, changed),
          matched: totalText(t, matched),
        }),
        action: {
          text: t('leads.bulkEdit.undo'),
          run: () => undo(bulk_id).catch(complain('bulkEdit.notUndone')),
        },
      });
      pages.reload();
    },
    onBulkErased: ({ changed }: BulkResponse) => {
      done({
        message: t('leads.bulkErase.done', { leads: leadsText(t, changed) }),
      });
      selection.clear();
      pages.reload();
    },
  };
}
