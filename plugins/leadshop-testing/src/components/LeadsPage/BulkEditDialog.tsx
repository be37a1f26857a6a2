import { useState } from 'react';
import Checkbox from '@material-ui/core/Checkbox';
import DialogContentText from '@material-ui/core/DialogContentText';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { useApi } from '@backstage/core-plugin-api';
import { bulkChangesSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  BulkResponse,
  LeadField,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';
import { useTexts } from '../../translation';
import { LeadDialog, useLeadForm } from '../LeadDialog';
import {
  FieldInput,
  formOf,
  outlineOf,
  problemsOf,
  valuesOf,
} from '../LeadForm';
import type { SelectedLeads } from './useSelection';

/** What many leads can share; names and addresses they cannot. */
const FIELDS = [
  'industry',
  'location',
  'naics_code',
  'annual_revenue',
  'employee_count',
  'notes',
] as const satisfies readonly LeadField[];

const EMPTY = formOf({});

const useStyles = makeStyles(theme => ({
  alert: { marginBottom: theme.spacing(2) },
  field: {
    display: 'grid',
    gridTemplateColumns: '42px minmax(0, 1fr)',
    alignItems: 'start',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(1.5),
  },
}));

/** Changes the same fields of many leads at once. */
export const BulkEditDialog = ({
  selected,
  countText,
  onDone,
  onClose,
}: {
  selected: SelectedLeads;
  /** How many leads, in words. */
  countText: string;
  onDone: (result: BulkResponse) => void;
  onClose: () => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const { form, change, problems, complain, complaints, refusal, busy, send } =
    useLeadForm(EMPTY);
  const [ticked, setTicked] = useState<readonly LeadField[]>([]);

  const save = async () => {
    if (complain(problemsOf(t, form, ticked))) {
      return;
    }
    await send(async () =>
      onDone(
        await api.leads.bulk({
          action: 'update',
          selection: selected,
          changes: bulkChangesSchema.parse(valuesOf(form, ticked)),
        }),
      ),
    );
  };
  const tick = (field: LeadField) =>
    setTicked(before =>
      before.includes(field)
        ? before.filter(one => one !== field)
        : [...before, field],
    );

  return (
    <LeadDialog
      open
      title={t('leads.bulkEdit.title', { leads: countText })}
      submit={t('leads.bulkEdit.submit', { leads: countText })}
      disabled={busy || ticked.length === 0}
      complaints={complaints}
      onSubmit={save}
      onClose={onClose}
    >
      <DialogContentText>{t('leads.bulkEdit.help')}</DialogContentText>
      {refusal && (
        <Alert severity="error" className={classes.alert}>
          {refusal.message}
        </Alert>
      )}
      {FIELDS.map(field => {
        const outline = outlineOf(t, field);
        return (
          <div key={field} className={classes.field}>
            <Checkbox
              color="primary"
              checked={ticked.includes(field)}
              onChange={() => tick(field)}
              inputProps={{
                'aria-label': t('leads.bulkEdit.tick', {
                  field: outline.label,
                }),
              }}
            />
            <FieldInput
              idPrefix="leadshop-bulk"
              outline={outline}
              value={form[field]}
              problem={problems[field]}
              disabled={!ticked.includes(field)}
              onChange={text => change(field, text)}
            />
          </div>
        );
      })}
    </LeadDialog>
  );
};
