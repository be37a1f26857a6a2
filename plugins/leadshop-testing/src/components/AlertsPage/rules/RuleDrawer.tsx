import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { useApi } from '@backstage/core-plugin-api';
import type { AlertRule } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../../api';
import { useTexts } from '../../../translation';
import { useForm } from '../../FormDialog';
import { SideDrawer } from '../../SideDrawer';
import { RuleFields } from './RuleFields';
import {
  atFields,
  changesOf,
  formOf,
  problemsOf,
  requestOf,
  RuleForm,
} from './ruleForm';

const useStyles = makeStyles(theme => ({
  actions: {
    position: 'sticky',
    bottom: theme.spacing(-2),
    display: 'flex',
    justifyContent: 'flex-end',
    gap: theme.spacing(1),
    padding: theme.spacing(2, 0),
    backgroundColor: theme.palette.background.paper,
  },
  note: { marginTop: theme.spacing(2) },
}));

/** Makes a rule, or changes one. */
export const RuleDrawer = ({
  rule,
  defaultRecipients,
  onSaved,
  onClose,
}: {
  /** The one that is there already. */
  rule?: AlertRule;
  /** Whom a rule tells that names nobody. */
  defaultRecipients: string[];
  onSaved: (saved: AlertRule) => void;
  onClose: () => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const send = async (form: RuleForm) => {
    if (!rule) {
      return api.alerts.createRule(requestOf(form));
    }
    const changes = changesOf(form, rule);
    return Object.keys(changes).length === 0
      ? rule
      : api.alerts.updateRule(rule.id, rule.version, changes);
  };
  const { id, form, problems, change, error, busy, submit } = useForm<RuleForm>(
    {
      initial: () => formOf(rule),
      problemsOf: filled => problemsOf(t, filled),
      save: async filled => {
        onSaved(await send(filled));
        onClose();
      },
      atFields,
      changedMeanwhile: t('alerts.form.changedMeanwhile'),
    },
  );

  return (
    <SideDrawer
      title={
        rule
          ? t('alerts.form.editTitle', { name: rule.name })
          : t('alerts.form.makeTitle')
      }
      width="wide"
      onClose={onClose}
    >
      <form onSubmit={submit} noValidate autoComplete="off">
        <RuleFields
          id={id}
          form={form}
          problems={problems}
          defaultRecipients={defaultRecipients}
          onChange={change}
        />
        {rule && rule.open_alerts > 0 && (
          <Alert severity="info" className={classes.note}>
            {t('alerts.form.resolves')}
          </Alert>
        )}
        {error && (
          <Alert severity="error" className={classes.note}>
            {error}
          </Alert>
        )}
        <div className={classes.actions}>
          <Button onClick={onClose}>{t('shared.goBack')}</Button>
          <Button
            type="submit"
            color="primary"
            variant="contained"
            disabled={busy}
          >
            {t('alerts.form.save')}
          </Button>
        </div>
      </form>
    </SideDrawer>
  );
};
