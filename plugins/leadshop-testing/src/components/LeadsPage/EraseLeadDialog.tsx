import { useApi } from '@backstage/core-plugin-api';
import type { Lead } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';
import { useTexts } from '../../translation';
import { leadName } from '../../words';
import { ConfirmDialog } from '../ConfirmDialog';

/** Asks before a lead is erased, and erases it. */
export const EraseLeadDialog = ({
  lead,
  onErased,
  onClose,
}: {
  lead: Lead;
  onErased: (lead: Lead) => void;
  onClose: () => void;
}) => {
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  return (
    <ConfirmDialog
      open
      title={t('leads.erase.title', { name: leadName(t, lead) })}
      confirm={t('leads.erase.confirm')}
      onConfirm={async () => {
        await api.leads.erase(lead.id);
        onErased(lead);
      }}
      onClose={onClose}
    >
      {t('leads.erase.help')}
    </ConfirmDialog>
  );
};
