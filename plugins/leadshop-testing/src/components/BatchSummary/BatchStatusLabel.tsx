import type { Batch } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import type { batchesMessages } from '../../translations/batches';
import { AnyStatus, StatusLabel } from '../StatusLabel';

type Standing = keyof (typeof batchesMessages)['status'];

/** The icon and the colour of where a batch stands. */
const LOOK: Record<Standing, AnyStatus> = {
  running: 'running',
  cancelling: 'running',
  cancelled: 'cancelled',
  completed: 'success',
  completedWithFailures: 'warning',
};

function standingOf(batch: Batch): Standing {
  if (batch.status === 'running') {
    return batch.cancel_requested_at ? 'cancelling' : 'running';
  }
  return batch.status === 'completed' && batch.counts.failed > 0
    ? 'completedWithFailures'
    : batch.status;
}

/** Where a batch stands: an icon in its colour and words beside it. */
export const BatchStatusLabel = ({ batch }: { batch: Batch }) => {
  const t = useTexts();
  const standing = standingOf(batch);
  return (
    <StatusLabel
      status={LOOK[standing]}
      text={t(`batches.status.${standing}`)}
    />
  );
};
