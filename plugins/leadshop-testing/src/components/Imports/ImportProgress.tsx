import { useEffect, useState } from 'react';
import LinearProgress from '@material-ui/core/LinearProgress';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { ImportSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Translate, useTexts } from '../../translation';
import { RowSample, rowsPerSecond, withSample } from './rowRate';

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

/** How many rows a second are read, as seen from here. */
function useRowRate({ processed }: ImportSummary): number | undefined {
  const [samples, setSamples] = useState<readonly RowSample[]>([]);
  useEffect(
    () =>
      setSamples(before =>
        withSample(before, { at: Date.now(), rows: processed }),
      ),
    [processed],
  );
  return rowsPerSecond(samples);
}

function readingText(
  t: Translate,
  { processed: rows, total }: ImportSummary,
  rate: number | undefined,
): string {
  const reading = total
    ? t('imports.progress.readingOf', { rows, total })
    : t('imports.progress.reading', { rows });
  return rate
    ? t('imports.progress.perSecond', { reading, rate: Math.round(rate) })
    : reading;
}

function phaseText(
  t: Translate,
  of: ImportSummary,
  rate: number | undefined,
): string {
  switch (of.phase) {
    case 'reading':
      return readingText(t, of, rate);
    case 'checking':
    case 'storing':
      return t(`imports.progress.${of.phase}`, { rows: of.processed });
    default:
      return t('imports.progress.waiting');
  }
}

/** How far an import, or a dry run, has come. */
export const ImportProgress = ({ of }: { of: ImportSummary }) => {
  const t = useTexts();
  const rate = useRowRate(of);
  const known = of.phase === 'reading' && of.total;
  return (
    <WorkBar
      label={t(
        of.dry_run ? 'imports.progress.check' : 'imports.progress.import',
      )}
      text={phaseText(t, of, rate)}
      // What comes after reading is one step of the database
      share={known ? Math.min(1, of.processed / known) : undefined}
    />
  );
};
