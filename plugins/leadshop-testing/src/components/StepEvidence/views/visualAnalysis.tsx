import { useTexts } from '../../../translation';
import { ScoreBar } from '../../Evidence';
import type { Details } from '../Details';
import { Block, Stack } from '../parts/Block';
import { Gauge } from '../parts/Gauge';
import { LlmUsage, readLlm } from '../parts/LlmUsage';
import { Table } from '../parts/Table';
import { stepView, ViewProps } from '../stepView';

/** In the order in which they are judged. */
const CRITERIA = [
  'layout',
  'typography',
  'imagery',
  'calls_to_action',
  'trust_signals',
  'mobile_experience',
] as const;
const SCALE = 10;

function read(details: Details) {
  const rubric = details.part('rubric');
  return {
    overall: details.number('overall'),
    rubric: CRITERIA.flatMap(criterion => {
      const judged = rubric?.part(criterion);
      const score = judged?.number('score');
      return score === undefined
        ? []
        : [{ criterion, score, reason: judged?.text('reason') }];
    }),
    llm: readLlm(details),
  };
}

const VisualAnalysis = ({ found }: ViewProps<ReturnType<typeof read>>) => {
  const t = useTexts();
  const { overall, rubric } = found;
  const nameOf = (criterion: (typeof CRITERIA)[number]) =>
    t(`evidence.visual.criteria.${criterion}`);
  return (
    <Stack>
      {overall !== undefined && (
        <Gauge
          title={t('evidence.visual.overall')}
          value={overall}
          scale={SCALE}
        />
      )}
      {rubric.length > 0 && (
        <Block title={t('evidence.visual.rubric')}>
          <Table
            name={t('evidence.visual.rubric')}
            columns={[
              t('evidence.visual.criterion'),
              t('evidence.visual.score'),
              t('evidence.visual.reason'),
            ]}
            rows={rubric.map(({ criterion, score, reason }) => [
              nameOf(criterion),
              <ScoreBar
                value={score}
                scale={SCALE}
                title={nameOf(criterion)}
              />,
              reason ?? '–',
            ])}
          />
        </Block>
      )}
      <LlmUsage used={found.llm} />
    </Stack>
  );
};

/** Step 9: the rubric with its reasons, and what the model used. */
export const visualAnalysis = stepView(read, VisualAnalysis);
