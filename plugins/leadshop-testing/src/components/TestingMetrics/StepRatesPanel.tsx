import { Theme, useTheme } from '@material-ui/core/styles';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type {
  Metrics,
  StepStatistics,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { historyRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { ChartView } from '../Charts';
import { Panel } from '../Panel';
import { AnyStatus, statusColor } from '../StatusLabel';
import { ChartNote } from './ChartNote';

const ROW_HEIGHT = 28;
const NONE = '–';
/** As the health of components is judged, in percent. */
const HEALTHY_RATE = 95;
const WARNING_RATE = 80;

function lookOfRate(rate: number): AnyStatus {
  if (rate >= HEALTHY_RATE) {
    return 'healthy';
  }
  return rate >= WARNING_RATE ? 'warning' : 'error';
}

type Rated = StepStatistics & { success_rate: number };

const isRated = (step: StepStatistics): step is Rated =>
  step.success_rate !== null;

/** The link to the tests that failed at a step in the period. */
const Failures = ({ step, metrics }: { step: Rated; metrics: Metrics }) => {
  const t = useTexts();
  const { number, percent } = useFormats();
  const historyLink = useRouteRef(historyRouteRef);
  const query = new URLSearchParams({
    status: 'failed',
    failed_step: step.step_name,
    provider_mode: metrics.provider_mode,
  });
  return (
    <span>
      {t('dashboard.steps.weakest')}{' '}
      <Link to={`${historyLink()}?${query}`}>
        {t('dashboard.steps.failures', {
          title: step.title,
          rate: percent(step.success_rate),
          runs: number(step.succeeded + step.failed),
        })}
      </Link>
    </span>
  );
};

/** How often each step of the pipeline succeeds. */
export const StepRatesPanel = ({ metrics }: { metrics: Metrics }) => {
  const t = useTexts();
  const theme: Theme = useTheme();
  const { number, percent, duration } = useFormats();
  const title = t('dashboard.steps.title');
  const steps = metrics.step_statistics.filter(isRated);
  const [weakest] = [...steps].sort((a, b) => a.success_rate - b.success_rate);
  if (!weakest) {
    return (
      <Panel title={title}>
        <ChartNote>{t('dashboard.steps.empty')}</ChartNote>
      </Panel>
    );
  }
  return (
    <Panel title={title}>
      <ChartView
        name={title}
        summary={t('dashboard.steps.summary', {
          title: weakest.title,
          rate: percent(weakest.success_rate),
        })}
        height={steps.length * ROW_HEIGHT}
        figures={{
          columns: [
            t('dashboard.steps.step'),
            t('dashboard.steps.rate'),
            t('dashboard.steps.runs'),
            t('dashboard.steps.failed'),
            t('dashboard.steps.p95'),
          ],
          rows: metrics.step_statistics.map(step => ({
            key: step.step_name,
            cells: [
              step.title,
              isRated(step) ? percent(step.success_rate) : NONE,
              number(step.succeeded + step.failed),
              number(step.failed),
              duration(step.p95),
            ],
          })),
        }}
        note={
          weakest.failed > 0 ? (
            <Failures step={weakest} metrics={metrics} />
          ) : (
            t('dashboard.steps.perfect')
          )
        }
      >
        {({ NamedBars }) => (
          <NamedBars
            bars={steps.map(step => ({
              name: step.title,
              value: step.success_rate,
              figure: percent(step.success_rate),
              color: statusColor(theme, lookOfRate(step.success_rate)),
            }))}
          />
        )}
      </ChartView>
    </Panel>
  );
};
