import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { useApi } from '@backstage/core-plugin-api';
import type { Lead } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';
import {
  formOf,
  LeadFields,
  leadOf,
  problemsOf,
  RECORD_FIELDS,
} from '../LeadForm';
import { LeadDialog } from './LeadDialog';
import { useLeadForm } from './useLeadForm';

const EMPTY = formOf({});

const useStyles = makeStyles(theme => ({
  alert: { marginBottom: theme.spacing(2) },
}));

const Duplicate = ({
  leadId,
  busy,
  onOpen,
  onAdd,
}: {
  leadId: string;
  busy: boolean;
  onOpen: (leadId: string) => void;
  onAdd: () => void;
}) => (
  <>
    <Button color="inherit" size="small" onClick={() => onOpen(leadId)}>
      Show that one
    </Button>
    <Button color="inherit" size="small" disabled={busy} onClick={onAdd}>
      Add anyway
    </Button>
  </>
);

/**
 * Asks for a lead and stores it. One that is stored already is only stored
 * again when the user insists.
 */
export const AddLeadDialog = ({
  onAdded,
  onOpen,
  onClose,
}: {
  onAdded: (lead: Lead) => void;
  /** The user wants to see the stored lead that this one repeats. */
  onOpen: (leadId: string) => void;
  onClose: () => void;
}) => {
  const classes = useStyles();
  const api = useApi(leadshopTestingApiRef);
  const { form, change, problems, complain, complaints, refusal, busy, send } =
    useLeadForm(EMPTY);

  const add = async (allowDuplicate: boolean) => {
    if (complain(problemsOf(form))) {
      return;
    }
    await send(async () => {
      const lead = await api.leads.create({
        lead: leadOf(form),
        allow_duplicate: allowDuplicate,
      });
      onAdded(lead);
    });
  };

  return (
    <LeadDialog
      open
      title="Add lead"
      submit="Add lead"
      disabled={busy}
      complaints={complaints}
      onSubmit={() => add(false)}
      onClose={onClose}
    >
      {refusal && (
        <Alert
          severity={refusal.leadId ? 'warning' : 'error'}
          className={classes.alert}
          action={
            refusal.leadId && (
              <Duplicate
                leadId={refusal.leadId}
                busy={busy}
                onOpen={onOpen}
                onAdd={() => add(true)}
              />
            )
          }
        >
          {refusal.leadId
            ? 'A lead with the same e-mail address, or with the same domain and name, is stored already.'
            : refusal.message}
        </Alert>
      )}
      <LeadFields
        outlines={RECORD_FIELDS}
        form={form}
        problems={problems}
        disabled={false}
        onChange={change}
      />
    </LeadDialog>
  );
};
