import LinearProgress from '@material-ui/core/LinearProgress';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { ImportSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(1) },
  bar: { height: 8, borderRadius: 4 },
  words: { fontVariantNumeric: 'tabular-nums' },
}));

/** A bar with words; without a share it says that something moves. */
export const WorkBar = ({
  label,
  text,
  share,
}: {
  label: string;
  text: string;
  /** 0 to 1. */
  share?: number;
}) => {
  const classes = useStyles();
  return (
    <div className={classes.root}>
      <LinearProgress
        className={classes.bar}
        aria-label={label}
        variant={share === undefined ? 'indeterminate' : 'determinate'}
        value={share === undefined ? undefined : Math.round(share * 100)}
      />
      <Typography variant="body2" className={classes.words}>
        {text}
      </Typography>
    </div>
  );
};

function phaseText(of: ImportSummary): string {
  const done = of.processed.toLocaleString();
  const all = of.total?.toLocaleString();
  switch (of.phase) {
    case 'reading':
      return all
        ? `Reading: ${done} of about ${all} rows`
        : `Reading: ${done} rows`;
    case 'checking':
      return `Looking for duplicates among ${done} rows`;
    case 'storing':
      return `Storing the leads of ${done} rows`;
    default:
      return 'Waiting for its turn';
  }
}

/** How far an import, or a dry run, has come. */
export const ImportProgress = ({ of }: { of: ImportSummary }) => {
  const known = of.phase === 'reading' && of.total;
  return (
    <WorkBar
      label={of.dry_run ? 'Check' : 'Import'}
      text={phaseText(of)}
      // What comes after reading is one step of the database
      share={known ? Math.min(1, of.processed / known) : undefined}
    />
  );
};
