import { useCallback, useId, useState } from 'react';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import MailOutlineIcon from '@material-ui/icons/MailOutline';
import { LinkButton } from '@backstage/core-components';
import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import type { DeadLetter } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef, problemText } from '../../../api';
import { useRefreshed } from '../../../live';
import { PermissionGate } from '../../../permissions';
import { alertsRouteRef } from '../../../routes';
import { useTexts } from '../../../translation';
import { ConfirmDialog } from '../../ConfirmDialog';
import { DoneNote } from '../../DoneNote';
import { ChoiceField } from '../../FilterFields';
import { useListTableStyles } from '../../ListTable';
import { Pager } from '../../Pager';
import { EmptyNote, Panel } from '../../Panel';
import { RESEND_PERMISSION } from '../alertTabs';
import { useListAddress } from '../useListAddress';
import { webhookName } from '../webhooks';
import { DeadLetterTable } from './DeadLetterTable';

/** Letters on one page. */
const PAGE_SIZE = 25;
const REFRESH_EVERY_MS = 30_000;

const useStyles = makeStyles(theme => ({
  row: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    padding: theme.spacing(2),
  },
  field: { flex: '0 1 300px', minWidth: 180 },
  older: { opacity: 0.5 },
}));

interface Done {
  severity?: 'warning';
  text: string;
}

/** What no receiver took, and the ways to send it again. */
export const DeadLettersTab = () => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  const id = useId();
  const api = useApi(leadshopTestingApiRef);
  const alerts = useRouteRef(alertsRouteRef)();
  const { of, narrow, trail } = useListAddress();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<Done>();
  const webhook = of('webhook') || undefined;
  const { cursor } = trail;
  const letters = useRefreshed(
    useCallback(
      () =>
        api.webhooks.deadLetters({
          webhook_id: webhook,
          limit: PAGE_SIZE,
          cursor,
        }),
      [api, webhook, cursor],
    ),
    REFRESH_EVERY_MS,
  );
  const hooks = useRefreshed(
    useCallback(() => api.webhooks.list(), [api]),
    REFRESH_EVERY_MS,
  );
  const { value } = letters;
  const reload = () => {
    letters.reload();
    hooks.reload();
  };
  const resend = async (letter: DeadLetter) => {
    setBusy(true);
    try {
      await api.webhooks.resend(letter.id);
      setDone({ text: t('webhooks.dead.resent', { count: 1 }) });
    } catch (cause) {
      setDone({
        severity: 'warning',
        text: t('webhooks.dead.notResent', { reason: problemText(t, cause) }),
      });
    }
    setBusy(false);
    reload();
  };
  // A webhook that is switched off takes nothing
  const takers = (hooks.value?.webhooks ?? []).filter(
    hook =>
      hook.enabled &&
      hook.dead_letters > 0 &&
      (!webhook || hook.id === webhook),
  );
  const count = takers.reduce((sum, hook) => sum + hook.dead_letters, 0);
  const resendAll = async () => {
    let resent = 0;
    for (const hook of takers) {
      resent += await api.webhooks.resendAll(hook.id);
    }
    setDone({ text: t('webhooks.dead.resent', { count: resent }) });
    reload();
  };
  return (
    <Panel
      title={t('webhooks.dead.title')}
      action={
        takers.length > 0 && (
          <PermissionGate permission={RESEND_PERMISSION}>
            <Button
              size="small"
              variant="outlined"
              onClick={() => setAsking(true)}
            >
              {t('webhooks.dead.resendAll')}
            </Button>
          </PermissionGate>
        )
      }
      loading={letters.loading}
      skeletonLines={4}
      error={letters.error}
      onRetry={reload}
      flush
    >
      <DoneNote severity={done?.severity} onDismiss={() => setDone(undefined)}>
        {done?.text}
      </DoneNote>
      {value && (value.items.length > 0 || webhook) && (
        <div
          className={classes.row}
          role="search"
          aria-label={t('webhooks.dead.title')}
        >
          <ChoiceField
            id={`${id}-webhook`}
            label={t('webhooks.dead.hook')}
            value={webhook ?? ''}
            options={(hooks.value?.webhooks ?? []).map(
              hook => [hook.id, webhookName(hook)] as const,
            )}
            className={classes.field}
            onChange={chosen => narrow({ webhook: chosen })}
          />
          <span className={table.small}>{t('webhooks.dead.help')}</span>
        </div>
      )}
      <div
        className={letters.outdated ? classes.older : undefined}
        aria-busy={letters.outdated}
      >
        {value && value.items.length > 0 && (
          <>
            <DeadLetterTable
              letters={value.items}
              busy={busy}
              onResend={resend}
            />
            <Pager page={value} pageSize={PAGE_SIZE} trail={trail} />
          </>
        )}
        {value?.items.length === 0 && (
          <EmptyNote
            icon={MailOutlineIcon}
            title={t('webhooks.dead.emptyTitle')}
            action={
              <LinkButton to={`${alerts}/webhooks`} variant="outlined">
                {t('webhooks.dead.toWebhooks')}
              </LinkButton>
            }
          >
            {t(webhook ? 'webhooks.dead.emptyNarrowed' : 'webhooks.dead.empty')}
          </EmptyNote>
        )}
      </div>
      <ConfirmDialog
        open={asking}
        title={t('webhooks.dead.resendAllTitle')}
        confirm={t('webhooks.dead.resendAllConfirm')}
        onConfirm={resendAll}
        onClose={() => setAsking(false)}
      >
        {t('webhooks.dead.resendAllHelp', { count })}
      </ConfirmDialog>
    </Panel>
  );
};
