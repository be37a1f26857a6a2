import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import type { DeadLetter } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { PermissionGate } from '../../../permissions';
import { useTexts } from '../../../translation';
import { useNarrowList } from '../../ExecutionTable';
import { useListTableStyles } from '../../ListTable';
import { RelativeTime } from '../../RelativeTime';
import { RESEND_PERMISSION } from '../alertTabs';
import { eventText, webhookName } from '../webhooks';

const useStyles = makeStyles({
  anywhere: { overflowWrap: 'anywhere' },
  actions: { textAlign: 'right' },
});

interface DeadLetterTableProps {
  letters: DeadLetter[];
  /** True while one is being sent. */
  busy: boolean;
  onResend: (letter: DeadLetter) => void;
}

const Why = ({ of }: { of: DeadLetter }) => {
  const table = useListTableStyles();
  const t = useTexts();
  return (
    <>
      {of.error}
      <div className={table.small}>
        {t('webhooks.delivery.attempts', { count: of.attempts })}
      </div>
    </>
  );
};

const Resend = ({
  of,
  busy,
  onResend,
}: Omit<DeadLetterTableProps, 'letters'> & { of: DeadLetter }) => {
  const table = useListTableStyles();
  const t = useTexts();
  if (!of.webhook.enabled) {
    return <span className={table.small}>{t('webhooks.dead.off')}</span>;
  }
  return (
    <PermissionGate permission={RESEND_PERMISSION}>
      <Button
        size="small"
        variant="outlined"
        disabled={busy}
        aria-label={t('webhooks.dead.resendLabel', {
          event: eventText(t, of.type),
          name: webhookName(of.webhook),
        })}
        onClick={() => onResend(of)}
      >
        {t('webhooks.dead.resend')}
      </Button>
    </PermissionGate>
  );
};

const NarrowList = ({ letters, ...actions }: DeadLetterTableProps) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  return (
    <ul className={table.list} aria-label={t('webhooks.dead.title')}>
      {letters.map(letter => (
        <li key={letter.id} className={`${table.item} ${classes.anywhere}`}>
          <strong>{eventText(t, letter.type)}</strong>
          <span>{webhookName(letter.webhook)}</span>
          <div>
            <Why of={letter} />
          </div>
          <span className={table.small}>
            {t('webhooks.dead.when')} <RelativeTime at={letter.ended_at} />
          </span>
          <div>
            <Resend of={letter} {...actions} />
          </div>
        </li>
      ))}
    </ul>
  );
};

/** What could not be delivered, as a table or on narrow screens a list. */
export const DeadLetterTable = (props: DeadLetterTableProps) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  const { letters, ...actions } = props;
  if (useNarrowList()) {
    return <NarrowList {...props} />;
  }
  return (
    <table className={table.table} aria-label={t('webhooks.dead.title')}>
      <thead>
        <tr>
          <th scope="col">{t('webhooks.dead.what')}</th>
          <th scope="col">{t('webhooks.dead.hook')}</th>
          <th scope="col">{t('webhooks.dead.why')}</th>
          <th scope="col">{t('webhooks.dead.when')}</th>
          <th scope="col">{t('webhooks.dead.actions')}</th>
        </tr>
      </thead>
      <tbody>
        {letters.map(letter => (
          <tr key={letter.id}>
            <td>
              <strong>{eventText(t, letter.type)}</strong>
              <div className={table.small}>
                <code>{letter.message_id}</code>
              </div>
            </td>
            <td className={classes.anywhere} title={letter.webhook.url}>
              {webhookName(letter.webhook)}
            </td>
            <td className={classes.anywhere}>
              <Why of={letter} />
            </td>
            <td>
              <RelativeTime at={letter.ended_at} />
            </td>
            <td className={classes.actions}>
              <Resend of={letter} {...actions} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
