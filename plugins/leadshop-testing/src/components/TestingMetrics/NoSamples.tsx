import TimelineIcon from '@material-ui/icons/Timeline';
import type { Metrics } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { EmptyNote } from '../Panel';

/** Says why there are no samples of the system's load. */
export const NoSamples = ({ sampling }: Pick<Metrics, 'sampling'>) => {
  const t = useTexts();
  return (
    <EmptyNote
      icon={TimelineIcon}
      title={t(sampling ? 'metrics.system.empty' : 'metrics.system.off')}
    >
      {t(sampling ? 'metrics.system.emptyHelp' : 'metrics.system.offHelp')}
    </EmptyNote>
  );
};
