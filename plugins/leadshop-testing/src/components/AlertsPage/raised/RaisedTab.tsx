import { useCallback, useState } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import NotificationsNoneIcon from '@material-ui/icons/NotificationsNone';
import { LinkButton } from '@backstage/core-components';
import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import {
  alertKindSchema,
  alertSeveritySchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Alert } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../../api';
import { useRefreshed, useReloadOn } from '../../../live';
import { PermissionGate } from '../../../permissions';
import { alertsRouteRef } from '../../../routes';
import { useTexts } from '../../../translation';
import { DoneNote } from '../../DoneNote';
import { Pager } from '../../Pager';
import { EmptyNote, Panel } from '../../Panel';
import { useListAddress } from '../useListAddress';
import { AcknowledgeDialog } from './AcknowledgeDialog';
import { AlertFilters, AlertsShown } from './AlertFilters';
import { AlertTable } from './AlertTable';

/** Alerts on one page. */
const PAGE_SIZE = 25;
/** The live link tells of changes; this is for those who have none. */
const REFRESH_EVERY_MS = 60_000;

const useStyles = makeStyles({ older: { opacity: 0.5 } });

const shownOf = (text: string): AlertsShown =>
  text === 'resolved' || text === 'all' ? text : 'open';

const NoAlerts = ({
  shown,
  narrowed,
}: {
  shown: AlertsShown;
  narrowed: boolean;
}) => {
  const t = useTexts();
  const alerts = useRouteRef(alertsRouteRef)();
  if (narrowed) {
    return (
      <EmptyNote
        icon={NotificationsNoneIcon}
        title={t('alerts.list.emptyNarrowed')}
      />
    );
  }
  const open = shown === 'open';
  return (
    <EmptyNote
      icon={NotificationsNoneIcon}
      title={t(open ? 'alerts.list.emptyOpenTitle' : 'alerts.list.emptyTitle')}
      action={
        <PermissionGate permission="manage_system_config">
          <LinkButton to={`${alerts}/rules`} variant="outlined">
            {t('alerts.list.toRules')}
          </LinkButton>
        </PermissionGate>
      }
    >
      {t(open ? 'alerts.list.emptyOpen' : 'alerts.list.empty')}
    </EmptyNote>
  );
};

/** Alerts that are open, or were: what is wrong, since when, and who looks after it. */
export const RaisedTab = () => {
  const classes = useStyles();
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const { of, narrow, trail } = useListAddress();
  const [asking, setAsking] = useState<Alert>();
  const [done, setDone] = useState<string>();
  const shown = shownOf(of('status'));
  const { cursor } = trail;
  const severity = alertSeveritySchema.safeParse(of('severity')).data;
  const kind = alertKindSchema.safeParse(of('kind')).data;
  const rule = of('rule') || undefined;
  const { value, error, loading, outdated, reload } = useRefreshed(
    useCallback(
      () =>
        api.alerts.list({
          status: shown === 'all' ? undefined : shown,
          severity: severity && [severity],
          kind: kind && [kind],
          rule_id: rule,
          limit: PAGE_SIZE,
          cursor,
        }),
      [api, shown, severity, kind, rule, cursor],
    ),
    REFRESH_EVERY_MS,
  );
  useReloadOn('alert_update', reload);
  return (
    <Panel
      title={t('alerts.title')}
      loading={loading}
      skeletonLines={5}
      error={error}
      onRetry={reload}
      flush
    >
      <DoneNote onDismiss={() => setDone(undefined)}>{done}</DoneNote>
      <AlertFilters
        shown={shown}
        severity={severity ?? ''}
        kind={kind ?? ''}
        narrowed={Boolean(severity || kind || rule)}
        onNarrow={narrow}
      />
      <div
        className={outdated ? classes.older : undefined}
        aria-busy={outdated}
      >
        {value && value.items.length > 0 && (
          <>
            <AlertTable alerts={value.items} onAcknowledge={setAsking} />
            <Pager page={value} pageSize={PAGE_SIZE} trail={trail} />
          </>
        )}
        {value?.items.length === 0 && (
          <NoAlerts
            shown={shown}
            narrowed={Boolean(severity || kind || rule)}
          />
        )}
      </div>
      {asking && (
        <AcknowledgeDialog
          alert={asking}
          onDone={() => {
            setDone(t('alerts.acknowledge.done', { name: asking.rule_name }));
            reload();
          }}
          onClose={() => setAsking(undefined)}
        />
      )}
    </Panel>
  );
};
