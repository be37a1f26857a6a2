import { makeStyles } from '@material-ui/core/styles';
import { useTexts } from '../../translation';
import type { Stretch } from './timeline';
import { useStretchLook } from './useStretchLook';

const ORDER: readonly Stretch['kind'][] = [
  'waiting',
  'running',
  'success',
  'failed',
  'tried',
  'pause',
  'stopped',
];

const useStyles = makeStyles(theme => ({
  legend: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5, 2),
    margin: 0,
    padding: theme.spacing(1, 2),
    listStyle: 'none',
    fontSize: theme.typography.pxToRem(12),
    color: theme.palette.text.secondary,
    borderTop: `1px solid ${theme.palette.divider}`,
  },
  item: { display: 'flex', alignItems: 'center', gap: theme.spacing(0.75) },
  swatch: { width: 24 },
}));

/** What the bars of a test mean; only those that it has. */
export const TimelineLegend = ({ kinds }: { kinds: Set<Stretch['kind']> }) => {
  const classes = useStyles();
  const t = useTexts();
  const lookOf = useStretchLook();
  return (
    <ul className={classes.legend} aria-label={t('test.steps.legend')}>
      {ORDER.filter(kind => kinds.has(kind)).map(kind => {
        const { className, backgroundColor } = lookOf(kind);
        return (
          <li key={kind} className={classes.item}>
            <span
              aria-hidden
              className={`${classes.swatch} ${className}`}
              style={{ backgroundColor }}
            />
            {t(`test.steps.key.${kind}`)}
          </li>
        );
      })}
    </ul>
  );
};
