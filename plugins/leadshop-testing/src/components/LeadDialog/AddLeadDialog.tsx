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

/**
 * Asks for a lead and stores it. One that is stored already is only stored
 * again when the user insists.
 */
export const AddLeadDialog = ({
  open,
  onAdded,
  onClose,
}: {
  open: boolean;
  onAdded: (lead: Lead) => void;
  onClose: () => void;
}) => {
  const classes = useStyles();
  const api = useApi(leadshopTestingApiRef);
  const { form, setForm, change, problems, setProblems, refusal, busy, send } =
    useLeadForm(EMPTY);

  const add = async (allowDuplicate: boolean) => {
    const found = problemsOf(form);
    setProblems(found);
    if (Object.keys(found).length > 0) {
      return;
    }
    await send(async () => {
      const lead = await api.leads.create({
        lead: leadOf(form),
        allow_duplicate: allowDuplicate,
      });
      setForm(EMPTY);
      onAdded(lead);
    });
  };

  return (
    <LeadDialog
      open={open}
      title="Add lead"
      submit="Add lead"
      disabled={busy}
      onSubmit={() => add(false)}
      onClose={onClose}
    >
      {refusal && (
        <Alert
          severity={refusal.status === 409 ? 'warning' : 'error'}
          className={classes.alert}
          action={
            refusal.status === 409 && (
              <Button
                color="inherit"
                size="small"
                disabled={busy}
                onClick={() => add(true)}
              >
                Add anyway
              </Button>
            )
          }
        >
          {refusal.message}
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
