import { useId, useState } from 'react';
import TextField from '@material-ui/core/TextField';
import { useApi } from '@backstage/core-plugin-api';
import type { Alert } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../../api';
import { useTexts } from '../../../translation';
import { ReasonDialog } from '../../ReasonDialog';

const HOUR_MS = 3_600_000;
/** For how many hours an alert can be silent. */
const HOURS = [1, 4, 24, 72] as const;
const MAX_COMMENT = 500;

/** Asks what the reader does about an alert, and for how long it shall be silent. */
export const AcknowledgeDialog = ({
  alert,
  onDone,
  onClose,
}: {
  alert: Alert;
  onDone: () => void;
  onClose: () => void;
}) => {
  const t = useTexts();
  const id = useId();
  const api = useApi(leadshopTestingApiRef);
  const [hours, setHours] = useState(0);
  return (
    <ReasonDialog
      title={t('alerts.acknowledge.title', { name: alert.rule_name })}
      confirm={t('alerts.acknowledge.confirm')}
      label={t('alerts.acknowledge.reason')}
      help={t('alerts.acknowledge.reasonHelp')}
      maxLength={MAX_COMMENT}
      onConfirm={async reason => {
        await api.alerts.acknowledge(alert.id, {
          comment: reason || null,
          until:
            hours === 0
              ? null
              : new Date(Date.now() + hours * HOUR_MS).toISOString(),
        });
        onDone();
      }}
      onClose={onClose}
    >
      <p>{t('alerts.acknowledge.help')}</p>
      <TextField
        id={`${id}-hours`}
        label={t('alerts.acknowledge.silent')}
        select
        value={hours}
        onChange={({ target }) => setHours(Number(target.value))}
        SelectProps={{ native: true }}
        InputLabelProps={{ shrink: true }}
        fullWidth
        variant="outlined"
        size="small"
      >
        <option value={0}>{t('alerts.acknowledge.toEnd')}</option>
        {HOURS.map(count => (
          <option key={count} value={count}>
            {t('alerts.acknowledge.hours', { count })}
          </option>
        ))}
      </TextField>
    </ReasonDialog>
  );
};
