import type { ImportStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { IMPORT_STATUS_TEXT } from '../../texts';
import { StatusLabel } from '../StatusLabel';

/** Where an import stands. */
export const ImportStatusLabel = ({ status }: { status: ImportStatus }) => (
  <StatusLabel
    status={status === 'undone' ? 'skipped' : status}
    text={IMPORT_STATUS_TEXT[status]}
  />
);
