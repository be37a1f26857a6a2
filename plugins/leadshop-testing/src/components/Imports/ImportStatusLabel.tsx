import type { ImportStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { StatusLabel } from '../StatusLabel';

/** Where an import stands. */
export const ImportStatusLabel = ({ status }: { status: ImportStatus }) => {
  const t = useTexts();
  return (
    <StatusLabel
      status={status === 'undone' ? 'skipped' : status}
      text={t(`words.importStatus.${status}`)}
    />
  );
};
