import { makeStyles } from '@material-ui/core/styles';
import type { ComponentResults } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';
import { changeOf, ChangeNote } from '../TestingMetrics';

/** Smaller moves are not shown, as nobody would see them. */
const SMALLEST_POINTS = 0.05;
/** Response times always move a little: by so much of what they were. */
const SMALLEST_SHARE = 0.05;

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column' },
});

/** How a component does against the period before. */
export const TrendNote = ({
  results: { success_rate, p95, previous },
}: {
  results: ComponentResults;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { number, duration } = useFormats();
  if (previous.total === 0) {
    return <>{t('metrics.components.noBefore')}</>;
  }
  const rate = changeOf(
    success_rate,
    previous.success_rate,
    'up',
    SMALLEST_POINTS,
  );
  const speed = changeOf(
    p95,
    previous.p95,
    'down',
    (previous.p95 ?? 0) * SMALLEST_SHARE,
  );
  const points = (amount: number) =>
    number(amount, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const moved = [rate, speed].some(
    change => change && change.direction !== 'same',
  );
  if (!moved) {
    return <ChangeNote change={rate ?? speed} up={points} down={points} />;
  }
  return (
    <span className={classes.root}>
      {rate && rate.direction !== 'same' && (
        <ChangeNote
          change={rate}
          up={amount =>
            t('metrics.components.pointsMore', { points: points(amount) })
          }
          down={amount =>
            t('metrics.components.pointsFewer', { points: points(amount) })
          }
        />
      )}
      {speed && speed.direction !== 'same' && (
        <ChangeNote
          change={speed}
          up={amount =>
            t('metrics.components.slower', { amount: duration(amount) })
          }
          down={amount =>
            t('metrics.components.faster', { amount: duration(amount) })
          }
        />
      )}
    </span>
  );
};
