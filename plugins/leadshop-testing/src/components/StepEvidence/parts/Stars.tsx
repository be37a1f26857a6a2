import { makeStyles } from '@material-ui/core/styles';
import StarIcon from '@material-ui/icons/Star';
import StarBorderIcon from '@material-ui/icons/StarBorder';
import StarHalfIcon from '@material-ui/icons/StarHalf';
import { useFormats } from '../../../formats';
import { useTexts } from '../../../translation';

const OF = 5;

const useStyles = makeStyles(theme => ({
  root: {
    display: 'inline-flex',
    alignItems: 'center',
    color: theme.palette.status.warning,
    verticalAlign: 'text-bottom',
  },
  star: { fontSize: 18 },
  number: { marginLeft: theme.spacing(0.75), fontWeight: 600 },
}));

function starOf(rating: number, place: number) {
  if (rating >= place + 0.75) {
    return StarIcon;
  }
  return rating >= place + 0.25 ? StarHalfIcon : StarBorderIcon;
}

/** A rating as stars and as a number. */
export const Stars = ({ rating }: { rating: number }) => {
  const classes = useStyles();
  const t = useTexts();
  const { number } = useFormats();
  const text = number(rating, { maximumFractionDigits: 1 });
  return (
    <span>
      <span
        className={classes.root}
        role="img"
        aria-label={t('evidence.place.stars', { rating: text })}
      >
        {Array.from({ length: OF }, (_, place) => {
          const Star = starOf(rating, place);
          return <Star key={place} className={classes.star} aria-hidden />;
        })}
      </span>
      <span className={classes.number} aria-hidden>
        {text}
      </span>
    </span>
  );
};
