import type { Execution } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../../formats';
import { useTexts } from '../../../translation';
import { labelOf } from '../../Evidence';
import { Block, Stack } from '../parts/Block';
import { LlmUsage } from '../parts/LlmUsage';
import { HiddenNote, Note } from '../parts/Note';
import { Pairs } from '../parts/Pairs';
import { StepLink } from '../parts/StepLink';
import { subjectPair } from '../parts/Subject';
import { Table } from '../parts/Table';
import { YesNo } from '../parts/YesNo';
import { stepView, ViewProps } from '../stepView';
import { findingsOfClaim, stepOfClaim } from './claims';
import { ClaimedText } from './ClaimedText';
import { CONTENT_RULES, ContentFound, readContent } from './contentRead';
import { useDerivationWord, useFindingValue } from './useClaimWords';

const Claims = ({ found, test }: { found: ContentFound; test: Execution }) => {
  const t = useTexts();
  const derivationWord = useDerivationWord();
  const valueOf = useFindingValue();
  const { claims, findings } = found;
  return (
    <Block title={t('evidence.content.claims')}>
      {claims.length === 0 ? (
        <Note>{t('evidence.content.noClaims')}</Note>
      ) : (
        <Table
          name={t('evidence.content.claims')}
          columns={[
            t('evidence.content.number'),
            t('evidence.content.finding'),
            t('evidence.content.found'),
            t('evidence.content.how'),
            t('evidence.content.step'),
          ]}
          rows={claims.map(claim => {
            const ids = findingsOfClaim(claim);
            const step = stepOfClaim(claim);
            const sources = ids.flatMap(id => findings.get(id) ?? []);
            return [
              claim.text,
              sources.map(({ label }) => label).join(', ') ||
                ids.join(', ') || (
                  <strong>{t('evidence.content.invented')}</strong>
                ),
              sources.map(valueOf).join(', ') || '–',
              derivationWord(claim.derivation),
              step ? <StepLink test={test} name={step} /> : '–',
            ];
          })}
        />
      )}
    </Block>
  );
};

const Content = ({ found, test }: ViewProps<ContentFound>) => {
  const t = useTexts();
  const { number } = useFormats();
  const { checks, text } = found;
  const ruleName = (rule: string) => {
    const known = CONTENT_RULES.find(name => name === rule);
    return known ? t(`evidence.content.rules.${known}`) : labelOf(rule);
  };
  return (
    <Stack>
      {text && <ClaimedText found={found} text={text} test={test} />}
      {!text && test.personal_data_hidden && (
        <HiddenNote what={t('evidence.content.hiddenWhat')} />
      )}
      {checks.length > 0 && (
        <Block title={t('evidence.content.checks')}>
          <Table
            name={t('evidence.content.checks')}
            columns={[
              t('evidence.content.rule'),
              t('evidence.content.passed'),
              t('evidence.content.problem'),
            ]}
            rows={checks.map(({ rule, passed, problem }) => [
              ruleName(rule),
              <YesNo yes={passed} />,
              problem ?? '–',
            ])}
          />
        </Block>
      )}
      {(checks.length > 0 || found.claims.length > 0) && (
        <Claims found={found} test={test} />
      )}
      <Pairs
        pairs={[
          subjectPair(t, found.subject),
          [
            t('evidence.content.words'),
            found.words === undefined ? undefined : number(found.words),
          ],
        ]}
      />
      <LlmUsage used={found.llm} />
    </Stack>
  );
};

/** Step 11: the text, with each of its numbers linked to what was found. */
export const content = stepView(readContent, Content);
