import type { Batch } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { AnyStatus, StatusLabel } from '../StatusLabel';

function wordsAndLook(batch: Batch): { text: string; status: AnyStatus } {
  switch (batch.status) {
    case 'running':
      return batch.cancel_requested_at
        ? { text: 'Being cancelled', status: 'running' }
        : { text: 'Running', status: 'running' };
    case 'cancelled':
      return { text: 'Cancelled', status: 'cancelled' };
    default:
      return batch.counts.failed > 0
        ? { text: 'Finished with failures', status: 'warning' }
        : { text: 'Finished', status: 'success' };
  }
}

/** Where a batch stands: an icon in its colour and words beside it. */
export const BatchStatusLabel = ({ batch }: { batch: Batch }) => (
  <StatusLabel {...wordsAndLook(batch)} />
);
