import { makeStyles, Theme, useTheme } from '@material-ui/core/styles';
import { useFormats } from '../../../formats';
import { useTexts } from '../../../translation';
import { statusColor } from '../../StatusLabel';
import { Grade, GRADE_STATUS, GradeName } from './Grade';

/** Lighthouse calls a score of 90 good and one below 50 poor. */
const GOOD = 0.9;
const FAIR = 0.5;

const RADIUS = 30;
const STROKE = 6;
const SIZE = 2 * (RADIUS + STROKE);
const LENGTH = 2 * Math.PI * RADIUS;

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    gap: theme.spacing(0.25),
    width: 108,
    lineHeight: 1.3,
    textAlign: 'center',
    fontSize: theme.typography.pxToRem(13),
  },
  dial: { display: 'block', width: SIZE, height: SIZE },
  number: {
    fontSize: 18,
    fontWeight: 600,
    fill: theme.palette.text.primary,
    fontFamily: theme.typography.fontFamily,
  },
  row: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1.5, 1) },
}));

function gradeOf(share: number): GradeName {
  if (share >= GOOD) {
    return 'good';
  }
  return share >= FAIR ? 'fair' : 'poor';
}

/** A score as a dial, with its grade in words. */
export const Gauge = ({
  title,
  value,
  scale = 100,
}: {
  title: string;
  value: number;
  scale?: number;
}) => {
  const classes = useStyles();
  const theme: Theme = useTheme();
  const t = useTexts();
  const { number } = useFormats();
  const share = Math.min(1, Math.max(0, value / scale));
  const grade = gradeOf(share);
  const text = number(value, { maximumFractionDigits: 1 });
  const circle = {
    cx: SIZE / 2,
    cy: SIZE / 2,
    r: RADIUS,
    fill: 'none',
    strokeWidth: STROKE,
  };
  return (
    <div className={classes.root}>
      <svg
        className={classes.dial}
        viewBox={`0 0 ${SIZE} ${SIZE}`}
        role="meter"
        aria-label={title}
        aria-valuenow={value}
        aria-valuemin={0}
        aria-valuemax={scale}
        aria-valuetext={`${text} / ${scale}, ${t(`evidence.grade.${grade}`)}`}
      >
        <circle {...circle} stroke={theme.palette.divider} />
        <circle
          {...circle}
          stroke={statusColor(theme, GRADE_STATUS[grade])}
          strokeLinecap="round"
          strokeDasharray={`${share * LENGTH} ${LENGTH}`}
          transform={`rotate(-90 ${SIZE / 2} ${SIZE / 2})`}
          // A round cap would draw a dot for nothing
          visibility={share > 0 ? undefined : 'hidden'}
        />
        <text
          className={classes.number}
          x="50%"
          y="50%"
          dominantBaseline="central"
          textAnchor="middle"
          aria-hidden
        >
          {text}
        </text>
      </svg>
      <span aria-hidden>{title}</span>
      <span aria-hidden>
        <Grade grade={grade} />
      </span>
    </div>
  );
};

/** Gauges beside each other. */
export const Gauges = ({
  gauges,
}: {
  gauges: readonly (readonly [title: string, value: number | undefined])[];
}) => (
  <div className={useStyles().row}>
    {gauges.map(([title, value]) =>
      value === undefined ? null : (
        <Gauge key={title} title={title} value={value} />
      ),
    )}
  </div>
);
