import { makeStyles } from '@material-ui/core/styles';
import type { StepComparison } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useFormats } from '../../formats';
import { testRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { Panel } from '../Panel';
import { StatusLabel } from '../StatusLabel';
import { Currencies, DifferenceTable } from './DifferenceTable';
import { shownDifferences } from './differences';

const useStyles = makeStyles(theme => ({
  sides: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5, 3),
    fontSize: theme.typography.pxToRem(14),
  },
  side: {
    display: 'inline-flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0, 1),
  },
  note: { color: theme.palette.text.secondary },
  same: {
    margin: 0,
    padding: theme.spacing(1, 2),
    fontSize: theme.typography.pxToRem(14),
    color: theme.palette.text.secondary,
  },
}));

const StepSide = ({
  name,
  testId,
  stepName,
  side,
}: {
  name: 'A' | 'B';
  testId: string;
  stepName: string;
  side: StepComparison['a'];
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { duration } = useFormats();
  const testLink = useRouteRef(testRouteRef);
  const step = new URLSearchParams({ step: stepName });
  return (
    <span className={classes.side}>
      {side ? (
        <>
          <Link to={`${testLink({ id: testId })}?${step}`}>
            {t('compare.test', { side: name })}
          </Link>
          <StatusLabel
            status={side.status}
            text={t(`words.stepStatus.${side.status}`)}
          />
          <span className={classes.note}>
            {duration(side.duration)}
            {side.kept_from && `, ${t('compare.kept')}`}
          </span>
        </>
      ) : (
        <span className={classes.note}>
          {t('compare.test', { side: name })}: {t('compare.notInPipeline')}
        </span>
      )}
    </span>
  );
};

/** A step in both tests, and what changed in it. */
export const StepPanel = ({
  step,
  tests,
  currencies,
  all,
}: {
  step: StepComparison;
  /** Ids of both tests. */
  tests: { a: string; b: string };
  currencies: Currencies;
  /** What always differs a little is shown, too. */
  all: boolean;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { step_name, step_number, title } = step;
  const differences = shownDifferences(step.differences, all);
  const inBoth = step.a !== null && step.b !== null;
  return (
    <Panel
      title={t('compare.step', { number: String(step_number), title })}
      action={
        <div className={classes.sides}>
          <StepSide
            name="A"
            testId={tests.a}
            stepName={step_name}
            side={step.a}
          />
          <StepSide
            name="B"
            testId={tests.b}
            stepName={step_name}
            side={step.b}
          />
        </div>
      }
      flush
    >
      {differences.length > 0 && (
        <DifferenceTable
          caption={t('compare.stepCaption', { title })}
          differences={differences}
          currencies={currencies}
        />
      )}
      {differences.length === 0 && inBoth && (
        <p className={classes.same}>{t('compare.same')}</p>
      )}
    </Panel>
  );
};
