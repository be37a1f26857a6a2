import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { useApi } from '@backstage/core-plugin-api';
import type { Lead } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';
import { useTexts } from '../../translation';
import {
  formOf,
  LeadFields,
  leadOf,
  problemsOf,
  recordOutlines,
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
}) => {
  const t = useTexts();
  return (
    <>
      <Button color="inherit" size="small" onClick={() => onOpen(leadId)}>
        {t('lead.add.show')}
      </Button>
      <Button color="inherit" size="small" disabled={busy} onClick={onAdd}>
        {t('lead.add.anyway')}
      </Button>
    </>
  );
};

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
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const { form, change, problems, complain, complaints, refusal, busy, send } =
    useLeadForm(EMPTY);

  const add = async (allowDuplicate: boolean) => {
    if (complain(problemsOf(t, form))) {
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
      title={t('lead.add.title')}
      submit={t('lead.add.submit')}
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
          {refusal.leadId ? t('lead.add.stored') : refusal.message}
        </Alert>
      )}
      <LeadFields
        outlines={recordOutlines(t)}
        form={form}
        problems={problems}
        disabled={false}
        onChange={change}
      />
    </LeadDialog>
  );
};
