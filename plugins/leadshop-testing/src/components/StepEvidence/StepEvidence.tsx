import Alert from '@material-ui/lab/Alert';
import { errorApiRef, useApi } from '@backstage/core-plugin-api';
import { useTexts } from '../../translation';
import { StepArtifacts } from '../Artifacts';
import { Evidence } from '../Evidence';
import { Details } from './Details';
import { EvidenceBoundary } from './EvidenceBoundary';
import { Block, Stack } from './parts/Block';
import type { About, StepView } from './stepView';
import { businessProfile } from './views/businessProfile';
import { content } from './views/content';
import { leadData } from './views/leadData';
import { objectStorage } from './views/objectStorage';
import { orchestration } from './views/orchestration';
import { pageSpeed } from './views/pageSpeed';
import { reportAndMail } from './views/reportAndMail';
import { score } from './views/score';
import { screenshots } from './views/screenshots';
import { searchFigures } from './views/searchFigures';
import { security } from './views/security';
import { visualAnalysis } from './views/visualAnalysis';

/*
 * What a step found. Each of the twelve steps has a view of its own; a step of
 * another pipeline, and whatever a view does not know, is shown as it was
 * stored.
 */

/** The views, by the name of their step. */
const VIEWS: Record<string, StepView> = {
  s3_setup: objectStorage,
  lead_data_model: leadData,
  assessment_orchestrator: orchestration,
  pagespeed_integration: pageSpeed,
  security_scraper: security,
  gbp_integration: businessProfile,
  screenshot_integration: screenshots,
  semrush_integration: searchFigures,
  llm_visual_analysis: visualAnalysis,
  score_calculator: score,
  content_generator: content,
  report_and_email: reportAndMail,
};

/** These show the files of their step themselves. */
const SHOW_FILES = new Set(['screenshot_integration', 'report_and_email']);

const Plain = ({ test, step }: About) => (
  <Stack>
    {step.artifacts.length > 0 && (
      <StepArtifacts testId={test.id} artifacts={step.artifacts} />
    )}
    <Evidence details={step.details} />
  </Stack>
);

const Viewed = ({ view, test, step }: About & { view: StepView }) => {
  const t = useTexts();
  const details = new Details(step.details);
  const shown = view(details, { test, step });
  const rest = details.rest();
  return (
    <Stack>
      {step.artifacts.length > 0 && !SHOW_FILES.has(step.step_name) && (
        <StepArtifacts testId={test.id} artifacts={step.artifacts} />
      )}
      {shown}
      {Object.keys(rest).length > 0 && (
        <Block title={t('evidence.more')}>
          <Evidence details={rest} />
        </Block>
      )}
    </Stack>
  );
};

/** What a step found, in the way of that step. */
export const StepEvidence = ({ test, step }: About) => {
  const t = useTexts();
  const errorApi = useApi(errorApiRef);
  const view = Object.hasOwn(VIEWS, step.step_name)
    ? VIEWS[step.step_name]
    : undefined;
  if (!view) {
    return <Plain test={test} step={step} />;
  }
  return (
    <EvidenceBoundary
      key={step.step_name}
      onError={error => errorApi.post(error, { hidden: true })}
      fallback={
        <Stack>
          <Alert severity="warning">{t('evidence.broken')}</Alert>
          <Plain test={test} step={step} />
        </Stack>
      }
    >
      <Viewed view={view} test={test} step={step} />
    </EvidenceBoundary>
  );
};
