import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles({
  mark: { height: 28, width: 28, display: 'block', flex: 'none' },
  row: { display: 'flex', alignItems: 'center', gap: 10 },
  word: {
    fontSize: '1.25rem',
    fontWeight: 700,
    letterSpacing: '0.01em',
    color: 'inherit',
  },
});

/** LeadShop's mark: a funnel whose leads come out checked. */
export const LeadshopMark = () => {
  const classes = useStyles();
  return (
    <svg
      className={classes.mark}
      viewBox="0 0 32 32"
      aria-hidden="true"
      focusable="false"
    >
      <rect width="32" height="32" rx="7" fill="#0f3d3e" />
      <path d="M6 8h20l-7.5 9v8l-5 2.5V17z" fill="#5fd3a6" />
      <path
        d="m12.2 12.2 2.8 2.8 5.2-5.4"
        fill="none"
        stroke="#0f3d3e"
        strokeWidth="2.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
};

/** Mark and name; takes the colour of the text around it. */
export const LeadshopWordmark = () => {
  const classes = useStyles();
  return (
    <span className={classes.row}>
      <LeadshopMark />
      <span className={classes.word}>LeadShop</span>
    </span>
  );
};
