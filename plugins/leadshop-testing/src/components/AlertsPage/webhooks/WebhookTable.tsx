import { useId, useState } from 'react';
import Button from '@material-ui/core/Button';
import IconButton from '@material-ui/core/IconButton';
import Menu from '@material-ui/core/Menu';
import MenuItem from '@material-ui/core/MenuItem';
import { makeStyles } from '@material-ui/core/styles';
import MoreVertIcon from '@material-ui/icons/MoreVert';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { Webhook } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../../formats';
import { alertsRouteRef } from '../../../routes';
import { useTexts } from '../../../translation';
import { useNarrowList } from '../../ExecutionTable';
import { useListTableStyles } from '../../ListTable';
import { RelativeTime } from '../../RelativeTime';
import { StatusLabel } from '../../StatusLabel';
import { STATE_LOOK, stateOf, webhookName } from './webhookWords';

/** What can be done with a webhook. */
export type WebhookAction =
  | 'deliveries'
  | 'sendTest'
  | 'edit'
  | 'rotate'
  | 'switch'
  | 'delete';

const MENU = ['sendTest', 'edit', 'rotate', 'switch', 'delete'] as const;

interface WebhookTableProps {
  webhooks: Webhook[];
  onAction: (action: WebhookAction, webhook: Webhook) => void;
}

interface WebhookProps {
  of: Webhook;
  onAction: WebhookTableProps['onAction'];
}

const useStyles = makeStyles(theme => ({
  anywhere: { overflowWrap: 'anywhere' },
  events: { margin: 0, padding: 0, listStyle: 'none' },
  actions: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'flex-end',
    gap: theme.spacing(0.5),
  },
  left: { justifyContent: 'flex-start' },
  counts: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0, 1) },
}));

const Receiver = ({ of }: { of: Webhook }) => {
  const table = useListTableStyles();
  return (
    <>
      <strong>{webhookName(of)}</strong>
      {of.description && <div className={table.small}>{of.url}</div>}
    </>
  );
};

const Events = ({ of }: { of: Webhook }) => {
  const classes = useStyles();
  const t = useTexts();
  return (
    <ul className={classes.events}>
      {of.event_types.map(type => (
        <li key={type}>{t(`webhooks.event.${type}`)}</li>
      ))}
    </ul>
  );
};

const Health = ({ of }: { of: Webhook }) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  const { moment } = useFormats();
  const alerts = useRouteRef(alertsRouteRef)();
  const state = stateOf(of);
  const since = of.enabled ? of.failing_since : of.disabled_at;
  return (
    <>
      <StatusLabel
        status={STATE_LOOK[state]}
        text={t(`webhooks.state.${state}`)}
      />
      <div className={table.small}>
        {state === 'unreadable' && <div>{t('webhooks.unreadableHelp')}</div>}
        {since && (
          <div>
            {t('webhooks.failingSince', { ago: <RelativeTime at={since} /> })}
          </div>
        )}
        {of.last_success_at && (
          <div>
            {t('webhooks.lastSuccess', {
              ago: <RelativeTime at={of.last_success_at} />,
            })}
          </div>
        )}
        {of.previous_secret_until && (
          <div>
            {t('webhooks.previousSecret', {
              moment: moment(of.previous_secret_until),
            })}
          </div>
        )}
        <div className={classes.counts}>
          {of.pending > 0 && (
            <span>{t('webhooks.pending', { count: of.pending })}</span>
          )}
          {of.dead_letters > 0 && (
            <Link
              to={`${alerts}/dead-letters?${new URLSearchParams({
                webhook: of.id,
              })}`}
            >
              {t('webhooks.dead', { count: of.dead_letters })}
            </Link>
          )}
        </div>
      </div>
    </>
  );
};

const Actions = ({ of, onAction }: WebhookProps) => {
  const t = useTexts();
  const id = useId();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const name = webhookName(of);
  const text = (action: (typeof MENU)[number]) => {
    if (action === 'switch') {
      return t(of.enabled ? 'webhooks.switchOff' : 'webhooks.switchOn');
    }
    return t(`webhooks.${action}`);
  };
  return (
    <>
      <Button
        size="small"
        variant="outlined"
        aria-label={t('webhooks.deliveriesLabel', { name })}
        onClick={() => onAction('deliveries', of)}
      >
        {t('webhooks.deliveries')}
      </Button>
      <IconButton
        size="small"
        aria-label={t('webhooks.more', { name })}
        aria-haspopup="menu"
        aria-controls={anchor ? id : undefined}
        aria-expanded={anchor !== null}
        onClick={event => setAnchor(event.currentTarget)}
      >
        <MoreVertIcon />
      </IconButton>
      <Menu
        id={id}
        anchorEl={anchor}
        open={anchor !== null}
        onClose={() => setAnchor(null)}
        MenuListProps={{ 'aria-label': t('webhooks.more', { name }) }}
      >
        {MENU.map(action => (
          <MenuItem
            key={action}
            disabled={action === 'sendTest' && !of.enabled}
            onClick={() => {
              setAnchor(null);
              onAction(action, of);
            }}
          >
            {text(action)}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
};

const NarrowList = ({ webhooks, onAction }: WebhookTableProps) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  return (
    <ul className={table.list} aria-label={t('webhooks.title')}>
      {webhooks.map(webhook => (
        <li key={webhook.id} className={`${table.item} ${classes.anywhere}`}>
          <Receiver of={webhook} />
          <Health of={webhook} />
          <div className={table.small}>
            <Events of={webhook} />
          </div>
          <div className={`${classes.actions} ${classes.left}`}>
            <Actions of={webhook} onAction={onAction} />
          </div>
        </li>
      ))}
    </ul>
  );
};

/** Webhooks with how each does, as a table or on narrow screens a list. */
export const WebhookTable = (props: WebhookTableProps) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  if (useNarrowList()) {
    return <NarrowList {...props} />;
  }
  return (
    <table className={table.table} aria-label={t('webhooks.title')}>
      <thead>
        <tr>
          <th scope="col">{t('webhooks.receiver')}</th>
          <th scope="col">{t('webhooks.events')}</th>
          <th scope="col">{t('webhooks.health')}</th>
          <th scope="col">{t('webhooks.actions')}</th>
        </tr>
      </thead>
      <tbody>
        {props.webhooks.map(webhook => (
          <tr key={webhook.id}>
            <td className={classes.anywhere}>
              <Receiver of={webhook} />
            </td>
            <td>
              <Events of={webhook} />
            </td>
            <td>
              <Health of={webhook} />
            </td>
            <td>
              <div className={classes.actions}>
                <Actions of={webhook} onAction={props.onAction} />
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
