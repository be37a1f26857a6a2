import { useState } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { useApi } from '@backstage/core-plugin-api';
import type {
  Lead,
  LeadField,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef, LocalProblem, refusalOf } from '../../api';
import { Translate, useTexts } from '../../translation';
import { leadName, userName } from '../../words';
import {
  changesOf,
  formOf,
  LeadFields,
  problemsOf,
  recordOutlines,
} from '../LeadForm';
import { editorsSince, Merge, mergeEdits } from './conflict';
import { Choices, ConflictChoice } from './ConflictChoice';
import { LeadDialog } from './LeadDialog';
import { useLeadForm } from './useLeadForm';

const useStyles = makeStyles(theme => ({
  alert: { marginBottom: theme.spacing(2) },
}));

/** The server's answer to an edit of a version that is no more. */
const STALE = 412;

/** Entries of the journey in which to look for who was faster. */
const NEWEST_ENTRIES = 20;

/** `ann, bob`; an older server or a lost entry may leave nobody to name. */
function namesOf(t: Translate, userRefs: string[]): string {
  return userRefs.map(userName).join(', ') || t('lead.edit.somebody');
}

/**
 * Changes a lead. It remembers which version it shows; when somebody else was
 * faster, both edits are laid over each other and the user decides where they
 * collide. Nothing is overwritten unseen.
 */
export const EditLeadDialog = ({
  lead,
  onSaved,
  onClose,
}: {
  lead: Lead;
  onSaved: (lead: Lead) => void;
  onClose: () => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const [base, setBase] = useState(lead);
  const [merge, setMerge] = useState<Merge>();
  const [editors, setEditors] = useState('');
  const [choices, setChoices] = useState<Choices>({});
  const {
    form,
    setForm,
    change,
    problems,
    complain,
    complaints,
    refusal,
    busy,
    send,
  } = useLeadForm(formOf(lead));

  const takeOver = async (yours: typeof form) => {
    const [newest, journey] = await Promise.all([
      api.leads.get(base.id),
      api.leads.journey(base.id, { limit: NEWEST_ENTRIES }),
    ]);
    const names = namesOf(t, editorsSince(base, journey.items));
    if (newest.erased_at !== null) {
      throw new LocalProblem(say => say('lead.edit.erased', { names }));
    }
    const merged = mergeEdits(formOf(base), yours, formOf(newest));
    setBase(newest);
    setMerge(merged);
    setEditors(names);
    setChoices({});
    setForm(merged.form);
  };
  const save = () => {
    const changes = changesOf(formOf(base), form);
    if (complain(problemsOf(t, form, Object.keys(changes) as LeadField[]))) {
      return;
    }
    if (Object.keys(changes).length === 0) {
      onSaved(base);
      return;
    }
    send(async () => {
      try {
        onSaved(await api.leads.update(base.id, base.version, changes));
      } catch (error) {
        if (refusalOf(error).status !== STALE) {
          throw error;
        }
        await takeOver(form);
      }
    });
  };
  const choose = (field: LeadField, choice: 'yours' | 'theirs') => {
    const conflict = merge?.conflicts.find(one => one.field === field);
    if (conflict) {
      setChoices(before => ({ ...before, [field]: choice }));
      change(field, conflict[choice]);
    }
  };

  const undecided = merge?.conflicts.some(({ field }) => !choices[field]);
  return (
    <LeadDialog
      open
      title={t('lead.edit.title', { name: leadName(t, lead) })}
      submit={t('lead.edit.submit')}
      disabled={busy || undecided === true}
      complaints={complaints}
      onSubmit={save}
      onClose={onClose}
    >
      {refusal && (
        <Alert severity="error" className={classes.alert}>
          {refusal.message}
        </Alert>
      )}
      {merge && (
        <ConflictChoice
          merge={merge}
          editors={editors}
          choices={choices}
          onChoose={choose}
        />
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
