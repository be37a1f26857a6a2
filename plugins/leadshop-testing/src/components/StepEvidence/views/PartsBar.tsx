import { makeStyles, Theme, useTheme } from '@material-ui/core/styles';
import { useFormats } from '../../../formats';
import { useTexts } from '../../../translation';

const WHOLE = 100;

const useStyles = makeStyles(theme => ({
  bar: {
    display: 'flex',
    gap: 2,
    height: 30,
    margin: 0,
    padding: 0,
    listStyle: 'none',
    borderRadius: theme.shape.borderRadius,
    overflow: 'hidden',
  },
  part: {
    minWidth: 0,
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    overflow: 'hidden',
    fontSize: theme.typography.pxToRem(12),
    fontWeight: 600,
  },
  lost: {
    border: `1px dashed ${theme.palette.text.secondary}`,
    boxSizing: 'border-box',
  },
  words: {
    position: 'absolute',
    width: 1,
    height: 1,
    overflow: 'hidden',
    clip: 'rect(0 0 0 0)',
    whiteSpace: 'nowrap',
  },
}));

/** Told apart in both themes by lightness as well as by hue. */
const COLORS = {
  light: ['#1f4e8c', '#8a3b12', '#1d6b47', '#6a3d9a', '#5c5200'],
  dark: ['#8fc1ff', '#ffb38a', '#7fdcab', '#d3b3ff', '#e6d873'],
};

/** The colour of the part at that place, here and in the table below. */
export function colorOfPart(theme: Theme, index: number): string {
  const colors = COLORS[theme.palette.type];
  return colors[index % colors.length];
}

/** How many points each part gives to the score; what is dashed was not reached. */
export const PartsBar = ({
  parts,
}: {
  parts: readonly { name: string; points: number }[];
}) => {
  const classes = useStyles();
  const theme: Theme = useTheme();
  const t = useTexts();
  const { number } = useFormats();
  const reached = parts.reduce((sum, { points }) => sum + points, 0);
  const write = (points: number) =>
    number(points, { maximumFractionDigits: 1 });
  return (
    <ul className={classes.bar} aria-label={t('evidence.score.partsBar')}>
      {parts.map(({ name, points }, index) => (
        <li
          key={name}
          className={classes.part}
          title={`${name}: ${write(points)}`}
          style={{
            flexGrow: points,
            flexBasis: 0,
            backgroundColor: colorOfPart(theme, index),
            color: theme.palette.type === 'dark' ? '#000' : '#fff',
          }}
        >
          <span className={classes.words}>
            {name}: {write(points)}
          </span>
          <span aria-hidden>{index + 1}</span>
        </li>
      ))}
      {reached < WHOLE && (
        <li
          className={`${classes.part} ${classes.lost}`}
          style={{ flexGrow: WHOLE - reached, flexBasis: 0 }}
        >
          <span className={classes.words}>
            {t('evidence.score.lost')}: {write(WHOLE - reached)}
          </span>
        </li>
      )}
    </ul>
  );
};
