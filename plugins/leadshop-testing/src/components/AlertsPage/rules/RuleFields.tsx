import { useCallback } from 'react';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import { makeStyles } from '@material-ui/core/styles';
import Switch from '@material-ui/core/Switch';
import {
  alertKindSchema,
  alertSeveritySchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../../formats';
import { useTexts } from '../../../translation';
import { userName } from '../../../words';
import { ConditionFields } from './ConditionFields';
import { ChoiceOf, TextOf } from './fields';
import type { RuleForm, RuleProblems } from './ruleForm';

const useStyles = makeStyles(theme => ({
  group: {
    margin: theme.spacing(2, 0, 0),
    padding: 0,
    border: 0,
    minWidth: 0,
  },
  legend: {
    padding: 0,
    fontSize: theme.typography.pxToRem(13),
    fontWeight: 600,
    color: theme.palette.text.secondary,
  },
  fields: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(220px, 100%), 1fr))',
    gap: theme.spacing(1.5, 2),
    marginTop: theme.spacing(1.5),
  },
  whole: { gridColumn: '1 / -1' },
}));

/** All fields of a rule; which there are depends on what it watches. */
export const RuleFields = ({
  id,
  form,
  problems,
  defaultRecipients,
  onChange,
}: {
  /** What the ids of the fields begin with. */
  id: string;
  form: RuleForm;
  problems: RuleProblems;
  defaultRecipients: string[];
  onChange: (changes: Partial<RuleForm>) => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { list } = useFormats();
  // The drawer takes the focus itself otherwise
  const focus = useCallback((input: HTMLInputElement | null) => {
    input?.focus();
  }, []);
  const of = { id, form, problems, onChange };
  const names =
    defaultRecipients.length > 0
      ? list(defaultRecipients.map(userName))
      : t('alerts.form.admins');
  return (
    <>
      <div className={classes.fields}>
        <TextOf
          {...of}
          name="name"
          label={t('alerts.form.name')}
          inputRef={focus}
          maxLength={120}
          className={classes.whole}
        />
        <ChoiceOf
          {...of}
          name="kind"
          label={t('alerts.form.kind')}
          help={t(`alerts.form.kindHelp.${form.kind}`)}
          options={alertKindSchema.options.map(kind => [
            kind,
            t(`alerts.kind.${kind}`),
          ])}
        />
        <ChoiceOf
          {...of}
          name="severity"
          label={t('alerts.form.severity')}
          options={alertSeveritySchema.options.map(severity => [
            severity,
            t(`alerts.severity.${severity}`),
          ])}
        />
        <ConditionFields {...of} />
      </div>
      <fieldset className={classes.group}>
        <legend className={classes.legend}>{t('alerts.form.holding')}</legend>
        <div className={classes.fields}>
          <TextOf
            {...of}
            name="forMinutes"
            label={t('alerts.form.forMinutes')}
            help={t('alerts.form.forHelp')}
            numeric
          />
          <TextOf
            {...of}
            name="resolveAfter"
            label={t('alerts.form.resolveAfter')}
            help={t('alerts.form.resolveAfterHelp')}
            numeric
          />
          <TextOf
            {...of}
            name="recipients"
            label={t('alerts.form.recipients')}
            help={t('alerts.form.recipientsHelp', { names })}
            className={classes.whole}
          />
        </div>
        <FormControlLabel
          control={
            <Switch
              color="primary"
              checked={form.enabled}
              onChange={(_, enabled) => onChange({ enabled })}
            />
          }
          label={t('alerts.form.enabled')}
        />
      </fieldset>
    </>
  );
};
