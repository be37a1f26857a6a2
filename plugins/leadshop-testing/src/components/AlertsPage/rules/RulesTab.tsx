import { useCallback, useState } from 'react';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import AddIcon from '@material-ui/icons/Add';
import NotificationsActiveIcon from '@material-ui/icons/NotificationsActiveOutlined';
import Alert from '@material-ui/lab/Alert';
import { useApi } from '@backstage/core-plugin-api';
import type {
  AlertRule,
  AlertRuleList,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef, problemText } from '../../../api';
import { useRefreshed, useReloadOn } from '../../../live';
import { useTexts } from '../../../translation';
import { ConfirmDialog } from '../../ConfirmDialog';
import { DoneNote } from '../../DoneNote';
import { useListTableStyles } from '../../ListTable';
import { EmptyNote, Panel } from '../../Panel';
import { RelativeTime } from '../../RelativeTime';
import { RuleDrawer } from './RuleDrawer';
import { RuleTable } from './RuleTable';
import { RuleTrial } from './RuleTrial';

const REFRESH_EVERY_MS = 60_000;

const useStyles = makeStyles(theme => ({
  note: { margin: theme.spacing(2) },
  looked: { padding: theme.spacing(1.5, 2) },
}));

type Open =
  | { what: 'make' }
  | { what: 'edit' | 'delete' | 'try'; rule: AlertRule };

interface Done {
  severity?: 'warning';
  text: string;
}

const Looked = ({ of }: { of: AlertRuleList }) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  if (!of.enabled) {
    return (
      <Alert severity="warning" className={classes.note}>
        {t('alerts.rules.off')}
      </Alert>
    );
  }
  return (
    <div className={`${classes.looked} ${table.small}`}>
      {of.evaluated_at
        ? t('alerts.rules.evaluated', {
            ago: <RelativeTime at={of.evaluated_at} />,
          })
        : t('alerts.rules.never')}
    </div>
  );
};

/** The rules that raise alerts: to make, try, change, switch and delete. */
export const RulesTab = () => {
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const [open, setOpen] = useState<Open>();
  const [done, setDone] = useState<Done>();
  const { value, error, loading, reload } = useRefreshed(
    useCallback(() => api.alerts.listRules(), [api]),
    REFRESH_EVERY_MS,
  );
  useReloadOn('alert_update', reload);
  const close = useCallback(() => setOpen(undefined), []);
  const finish = (after: Done) => {
    setDone(after);
    reload();
  };
  const switchRule = async (rule: AlertRule, enabled: boolean) => {
    const { id, version, name } = rule;
    try {
      await api.alerts.updateRule(id, version, { enabled });
      finish({
        text: t(
          enabled ? 'alerts.rules.switchedOn' : 'alerts.rules.switchedOff',
          {
            name,
          },
        ),
      });
    } catch (cause) {
      finish({
        severity: 'warning',
        text: t('alerts.rules.notSwitched', {
          name,
          reason: problemText(t, cause),
        }),
      });
    }
  };
  const make = (
    <Button
      size="small"
      variant="contained"
      color="primary"
      startIcon={<AddIcon />}
      onClick={() => setOpen({ what: 'make' })}
    >
      {t('alerts.rules.make')}
    </Button>
  );
  const empty = value?.rules.length === 0;
  return (
    <>
      <Panel
        title={t('alerts.rules.title')}
        action={value && !empty && make}
        loading={loading}
        skeletonLines={5}
        error={error}
        onRetry={reload}
        flush
      >
        <DoneNote
          severity={done?.severity}
          onDismiss={() => setDone(undefined)}
        >
          {done?.text}
        </DoneNote>
        {value && <Looked of={value} />}
        {value && !empty && (
          <RuleTable
            rules={value.rules}
            defaultRecipients={value.default_recipients}
            onTry={rule => setOpen({ what: 'try', rule })}
            onEdit={rule => setOpen({ what: 'edit', rule })}
            onDelete={rule => setOpen({ what: 'delete', rule })}
            onSwitch={switchRule}
          />
        )}
        {empty && (
          <EmptyNote
            icon={NotificationsActiveIcon}
            title={t('alerts.rules.emptyTitle')}
            action={make}
          >
            {t('alerts.rules.empty')}
          </EmptyNote>
        )}
      </Panel>
      {(open?.what === 'make' || open?.what === 'edit') && (
        <RuleDrawer
          rule={open.what === 'edit' ? open.rule : undefined}
          defaultRecipients={value?.default_recipients ?? []}
          onSaved={({ name }) =>
            finish({ text: t('alerts.rules.saved', { name }) })
          }
          onClose={close}
        />
      )}
      {open?.what === 'try' && <RuleTrial rule={open.rule} onClose={close} />}
      {open?.what === 'delete' && (
        <ConfirmDialog
          open
          title={t('alerts.rules.deleteTitle', { name: open.rule.name })}
          confirm={t('alerts.rules.deleteConfirm')}
          onConfirm={async () => {
            await api.alerts.deleteRule(open.rule.id);
            finish({
              text: t('alerts.rules.deleted', { name: open.rule.name }),
            });
          }}
          onClose={close}
        >
          {t('alerts.rules.deleteHelp')}
        </ConfirmDialog>
      )}
    </>
  );
};
