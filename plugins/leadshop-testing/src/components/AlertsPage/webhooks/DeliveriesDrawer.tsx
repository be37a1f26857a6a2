import { useCallback, useId, useState } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import InboxIcon from '@material-ui/icons/Inbox';
import { useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import { deliveryStatusSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  DeliveryStatus,
  Webhook,
  WebhookDelivery,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../../api';
import type { LeadshopTestingApi, Page } from '../../../api';
import { useFormats } from '../../../formats';
import { useRefreshed } from '../../../live';
import { useTexts } from '../../../translation';
import { ChoiceField } from '../../FilterFields';
import { useListTableStyles } from '../../ListTable';
import { EmptyNote } from '../../Panel';
import { RelativeTime } from '../../RelativeTime';
import { SideDrawer } from '../../SideDrawer';
import { AnyStatus, StatusLabel } from '../../StatusLabel';
import { eventText, webhookName } from './webhookWords';

/** So many at first, and with each wish for more. */
const SHOWN = 50;
/** As many as the server gives at once. */
const MOST = 200;
/** An attempt takes seconds. */
const REFRESH_EVERY_MS = 5_000;

const LOOK: Record<DeliveryStatus, AnyStatus> = {
  pending: 'pending',
  delivered: 'success',
  dead: 'failed',
};

const useStyles = makeStyles(theme => ({
  filter: { minWidth: 180, marginBottom: theme.spacing(1) },
  delivery: { paddingLeft: 0, paddingRight: 0, overflowWrap: 'anywhere' },
  end: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(2),
    marginTop: theme.spacing(1),
  },
}));

const Delivery = ({ of }: { of: WebhookDelivery }) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  const { duration } = useFormats();
  return (
    <li className={`${table.item} ${classes.delivery}`}>
      <div className={table.itemRow}>
        <strong>{eventText(t, of.type)}</strong>
        <span className={table.grow} />
        <StatusLabel
          status={LOOK[of.status]}
          text={t(`webhooks.delivery.status.${of.status}`)}
        />
      </div>
      <div className={table.small}>
        {t('webhooks.delivery.made', {
          ago: <RelativeTime at={of.created_at} />,
        })}
        {' · '}
        {t('webhooks.delivery.attempts', { count: of.attempts })}
        {of.response_status !== null && (
          <>
            {' · '}
            {t('webhooks.delivery.answered', {
              status: String(of.response_status),
              duration: duration(of.duration),
            })}
          </>
        )}
        {of.next_attempt_at && (
          <>
            {' · '}
            {t('webhooks.delivery.nextTry', {
              ago: <RelativeTime at={of.next_attempt_at} />,
            })}
          </>
        )}
      </div>
      {of.error && <div>{of.error}</div>}
      <div className={table.small}>
        {t('webhooks.delivery.message')} <code>{of.message_id}</code>
      </div>
    </li>
  );
};

/** The newest, however many: all of them anew, so that none is missed between pages. */
async function newest(
  api: LeadshopTestingApi,
  webhookId: string,
  { status, count }: { status?: DeliveryStatus; count: number },
): Promise<Page<WebhookDelivery>> {
  const items: WebhookDelivery[] = [];
  let page: Page<WebhookDelivery>;
  let cursor: string | undefined;
  do {
    const limit = Math.min(MOST, count - items.length);
    page = await api.webhooks.deliveries(webhookId, { status, limit, cursor });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined && items.length < count);
  return { ...page, items };
}

/** What was sent to a webhook, or waits for it, beside the list of webhooks. */
export const DeliveriesDrawer = ({
  webhook,
  onClose,
}: {
  webhook: Webhook;
  onClose: () => void;
}) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  const id = useId();
  const api = useApi(leadshopTestingApiRef);
  const [status, setStatus] = useState('');
  const [count, setCount] = useState(SHOWN);
  const chosen = deliveryStatusSchema.safeParse(status).data;
  const { value, error, loading, outdated, reload } = useRefreshed(
    useCallback(
      () => newest(api, webhook.id, { status: chosen, count }),
      [api, webhook.id, chosen, count],
    ),
    REFRESH_EVERY_MS,
  );
  const title = t('webhooks.delivery.title', { name: webhookName(webhook) });
  return (
    <SideDrawer
      title={title}
      width="wide"
      loading={loading}
      error={error}
      onRetry={reload}
      onClose={onClose}
    >
      {value && (
        <>
          <ChoiceField
            id={`${id}-status`}
            label={t('webhooks.delivery.filter')}
            value={status}
            options={deliveryStatusSchema.options.map(
              option =>
                [option, t(`webhooks.delivery.status.${option}`)] as const,
            )}
            className={classes.filter}
            onChange={to => {
              setStatus(to);
              setCount(SHOWN);
            }}
          />
          {value.items.length > 0 ? (
            <>
              <ul
                className={table.list}
                aria-label={title}
                aria-busy={outdated}
              >
                {value.items.map(delivery => (
                  <Delivery key={delivery.id} of={delivery} />
                ))}
              </ul>
              <div className={classes.end}>
                <span className={table.small} aria-live="polite">
                  {t('shared.pager.range', {
                    first: 1,
                    last: value.items.length,
                    total: value.total,
                  })}
                </span>
                {value.nextCursor !== undefined && (
                  <Button
                    size="small"
                    variant="outlined"
                    onClick={() => setCount(value.items.length + SHOWN)}
                  >
                    {t('webhooks.delivery.more')}
                  </Button>
                )}
              </div>
            </>
          ) : (
            <EmptyNote
              icon={InboxIcon}
              title={t('webhooks.delivery.emptyTitle')}
            >
              {t(
                chosen
                  ? 'webhooks.delivery.emptyNarrowed'
                  : 'webhooks.delivery.empty',
              )}
            </EmptyNote>
          )}
        </>
      )}
    </SideDrawer>
  );
};
