import { makeStyles } from '@material-ui/core/styles';
import type { ImportSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';
import type { importsMessages } from '../../translations/imports';
import { StatusLabel } from '../StatusLabel';
import type { AnyStatus } from '../StatusLabel';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'grid',
    // Two on a phone, as many as fit elsewhere
    gridTemplateColumns:
      'repeat(auto-fit, minmax(min(152px, calc(50% - 6px)), 1fr))',
    gap: theme.spacing(1.5),
    margin: 0,
  },
  count: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(0.5),
    padding: theme.spacing(1.5, 1),
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius,
  },
  figure: {
    order: -1,
    margin: 0,
    fontSize: theme.typography.pxToRem(24),
    fontWeight: 600,
    lineHeight: 1.2,
    fontVariantNumeric: 'tabular-nums',
  },
  name: { fontSize: theme.typography.pxToRem(13) },
}));

interface Count {
  name: keyof (typeof importsMessages)['counts'];
  figure: number;
  look: AnyStatus;
}

function countsOf(of: ImportSummary): Count[] {
  return [
    {
      name: of.dry_run ? 'wouldBeCreated' : 'created',
      figure: of.created,
      look: 'success',
    },
    {
      name: of.dry_run ? 'wouldBeUpdated' : 'updated',
      figure: of.updated,
      look: 'success',
    },
    { name: 'duplicates', figure: of.duplicates, look: 'skipped' },
    { name: 'rejected', figure: of.failed, look: 'failed' },
    { name: 'warnings', figure: of.warnings, look: 'warning' },
  ];
}

/** What became, or would become, of the rows of a file. */
export const ImportCounts = ({ of }: { of: ImportSummary }) => {
  const classes = useStyles();
  const t = useTexts();
  const { number } = useFormats();
  return (
    <dl className={classes.root}>
      {countsOf(of).map(({ name, figure, look }) => (
        <div key={name} className={classes.count}>
          <dt className={classes.name}>
            <StatusLabel
              status={figure > 0 ? look : 'skipped'}
              text={t(`imports.counts.${name}`)}
            />
          </dt>
          <dd className={classes.figure}>{number(figure)}</dd>
        </div>
      ))}
    </dl>
  );
};
