import { useApi } from '@backstage/core-plugin-api';
import type { Lead } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';
import { leadName } from '../../texts';
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
  const api = useApi(leadshopTestingApiRef);
  return (
    <ConfirmDialog
      open
      title={`Erase ${leadName(lead)}?`}
      confirm="Erase for good"
      onConfirm={async () => {
        await api.leads.erase(lead.id);
        onErased(lead);
      }}
      onClose={onClose}
    >
      The personal data of this lead goes for good, from the lead, from its
      tests and from the rows of imports. The results of its tests stay without
      it. This cannot be undone.
    </ConfirmDialog>
  );
};
