import { useId, useRef, useState } from 'react';
import TextField from '@material-ui/core/TextField';
import { useApi } from '@backstage/core-plugin-api';
import type {
  Webhook,
  WebhookWithSecret,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../../api';
import { useTexts } from '../../../translation';
import { ConfirmDialog } from '../../ConfirmDialog';
import { webhookName } from './webhookWords';

const DAY = 24;
/** For how many hours the old secret can go on signing. */
const OVERLAPS = [0, 1, DAY, 7 * DAY] as const;

/** Asks for how long the old secret of a webhook shall sign too, and makes a new one. */
export const RotateDialog = ({
  webhook,
  onRotated,
  onClose,
}: {
  webhook: Webhook;
  /** Is given the secret, which nobody is told again. */
  onRotated: (made: WebhookWithSecret) => void;
  onClose: () => void;
}) => {
  const t = useTexts();
  const id = useId();
  const api = useApi(leadshopTestingApiRef);
  const [hours, setHours] = useState<number>(DAY);
  const made = useRef<WebhookWithSecret>();
  const overlapText = (count: number) => {
    if (count === 0) {
      return t('webhooks.rotation.atOnce');
    }
    return count < DAY
      ? t('webhooks.rotation.hours', { count })
      : t('webhooks.rotation.days', { count: count / DAY });
  };
  return (
    <ConfirmDialog
      open
      title={t('webhooks.rotation.title', { name: webhookName(webhook) })}
      confirm={t('webhooks.rotation.confirm')}
      onConfirm={async () => {
        made.current = await api.webhooks.rotateSecret(webhook.id, {
          old_valid_for_hours: hours,
        });
      }}
      // It closes itself when it is done, too
      onClose={() => (made.current ? onRotated(made.current) : onClose())}
    >
      <p>{t('webhooks.rotation.help')}</p>
      <TextField
        id={`${id}-overlap`}
        label={t('webhooks.rotation.overlap')}
        select
        value={hours}
        onChange={({ target }) => setHours(Number(target.value))}
        SelectProps={{ native: true }}
        InputLabelProps={{ shrink: true }}
        fullWidth
        variant="outlined"
        size="small"
      >
        {OVERLAPS.map(count => (
          <option key={count} value={count}>
            {overlapText(count)}
          </option>
        ))}
      </TextField>
    </ConfirmDialog>
  );
};
