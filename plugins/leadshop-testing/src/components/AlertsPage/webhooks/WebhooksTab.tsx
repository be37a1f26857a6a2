import { useCallback, useState } from 'react';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import AddIcon from '@material-ui/icons/Add';
import SendIcon from '@material-ui/icons/SendOutlined';
import Alert from '@material-ui/lab/Alert';
import { useApi } from '@backstage/core-plugin-api';
import type {
  Webhook,
  WebhookWithSecret,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef, problemText } from '../../../api';
import { useRefreshed } from '../../../live';
import { useTexts } from '../../../translation';
import { ConfirmDialog } from '../../ConfirmDialog';
import { DoneNote } from '../../DoneNote';
import { EmptyNote, Panel } from '../../Panel';
import { DeliveriesDrawer } from './DeliveriesDrawer';
import { RotateDialog } from './RotateDialog';
import { SecretDialog } from './SecretDialog';
import { WebhookDialog } from './WebhookDialog';
import { WebhookAction, WebhookTable } from './WebhookTable';
import { webhookName } from './webhookWords';

/** What is on its way moves without news. */
const REFRESH_EVERY_MS = 15_000;

const useStyles = makeStyles(theme => ({ note: { margin: theme.spacing(2) } }));

type Open =
  | { what: 'make' }
  | { what: 'edit' | 'rotate' | 'delete' | 'deliveries'; webhook: Webhook }
  | { what: 'secret'; made: WebhookWithSecret };

interface Done {
  severity?: 'warning';
  text: string;
}

/** Webhooks: to make, try, change, switch and delete, and what was sent to each. */
export const WebhooksTab = () => {
  const classes = useStyles();
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const [open, setOpen] = useState<Open>();
  const [done, setDone] = useState<Done>();
  const { value, error, loading, reload } = useRefreshed(
    useCallback(() => api.webhooks.list(), [api]),
    REFRESH_EVERY_MS,
  );
  const close = useCallback(() => setOpen(undefined), []);
  const finish = (text: string) => {
    setDone({ text });
    reload();
  };
  const showSecret = (made: WebhookWithSecret) => {
    reload();
    setOpen({ what: 'secret', made });
  };
  const attempt = async (work: () => Promise<unknown>, text: string) => {
    try {
      await work();
      finish(text);
    } catch (cause) {
      setDone({
        severity: 'warning',
        text: t('webhooks.notDone', { reason: problemText(t, cause) }),
      });
      reload();
    }
  };
  const act = (action: WebhookAction, webhook: Webhook) => {
    const { id, version, enabled } = webhook;
    const name = webhookName(webhook);
    switch (action) {
      case 'sendTest':
        return attempt(
          () => api.webhooks.sendTest(id),
          t('webhooks.testSent', { name }),
        );
      case 'switch':
        return attempt(
          () => api.webhooks.update(id, version, { enabled: !enabled }),
          t(enabled ? 'webhooks.switchedOff' : 'webhooks.switchedOn', { name }),
        );
      default:
        return setOpen({ what: action, webhook });
    }
  };
  const noKey = value?.can_store_secrets === false;
  const empty = value?.webhooks.length === 0;
  const make = (
    <Button
      size="small"
      variant="contained"
      color="primary"
      startIcon={<AddIcon />}
      disabled={noKey}
      onClick={() => setOpen({ what: 'make' })}
    >
      {t('webhooks.make')}
    </Button>
  );
  return (
    <>
      <Panel
        title={t('webhooks.title')}
        action={value && !empty && make}
        loading={loading}
        skeletonLines={4}
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
        {noKey && (
          <Alert severity="info" className={classes.note}>
            {t('webhooks.noKey')}
          </Alert>
        )}
        {value && !empty && (
          <WebhookTable webhooks={value.webhooks} onAction={act} />
        )}
        {empty && (
          <EmptyNote
            icon={SendIcon}
            title={t('webhooks.emptyTitle')}
            action={make}
          >
            {t('webhooks.empty')}
          </EmptyNote>
        )}
      </Panel>
      {open?.what === 'make' && (
        <WebhookDialog onMade={showSecret} onClose={close} />
      )}
      {open?.what === 'edit' && (
        <WebhookDialog
          webhook={open.webhook}
          onSaved={saved =>
            finish(t('webhooks.saved', { name: webhookName(saved) }))
          }
          onClose={close}
        />
      )}
      {open?.what === 'rotate' && (
        <RotateDialog
          webhook={open.webhook}
          onRotated={showSecret}
          onClose={close}
        />
      )}
      {open?.what === 'secret' && (
        <SecretDialog of={open.made} onClose={close} />
      )}
      {open?.what === 'deliveries' && (
        <DeliveriesDrawer webhook={open.webhook} onClose={close} />
      )}
      {open?.what === 'delete' && (
        <ConfirmDialog
          open
          title={t('webhooks.deleteTitle', { name: webhookName(open.webhook) })}
          confirm={t('webhooks.deleteConfirm')}
          onConfirm={async () => {
            await api.webhooks.delete(open.webhook.id);
            finish(t('webhooks.deleted', { name: webhookName(open.webhook) }));
          }}
          onClose={close}
        >
          {t('webhooks.deleteHelp')}
        </ConfirmDialog>
      )}
    </>
  );
};
