import type { Execution } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../../formats';
import { useTexts } from '../../../translation';
import { Claim, findingsOfClaim, stepOfClaim } from './claims';
import type { ContentFound } from './contentRead';

const DERIVATIONS = [
  'exact',
  'rounding',
  'unit',
  'date',
  'difference',
  'ratio',
  'scale',
] as const;

/** How a number may come from a finding, in words. */
export function useDerivationWord() {
  const t = useTexts();
  return (derivation: string | undefined) => {
    const known = DERIVATIONS.find(name => name === derivation);
    return known
      ? t(`evidence.content.derivations.${known}`)
      : derivation ?? '–';
  };
}

/** What was found, with its unit. */
export function useFindingValue() {
  const { number } = useFormats();
  return (finding: { value?: string | number | boolean; unit: string }) =>
    `${
      typeof finding.value === 'number'
        ? number(finding.value)
        : finding.value ?? '–'
    } ${finding.unit}`;
}

/** Says of a claim what was found, how the number comes from it, and where. */
export function useClaimWords(found: ContentFound, test: Execution) {
  const t = useTexts();
  const derivationWord = useDerivationWord();
  const valueOf = useFindingValue();
  return (claim: Claim): string => {
    const findings = findingsOfClaim(claim).flatMap(id => {
      const finding = found.findings.get(id);
      return finding ? [finding] : [];
    });
    const step = stepOfClaim(claim);
    if (!step || findings.length === 0) {
      return t('evidence.content.invented');
    }
    return t('evidence.content.source', {
      finding: findings.map(({ label }) => label).join(', '),
      value: findings.map(valueOf).join(', '),
      derivation: derivationWord(claim.derivation),
      step:
        test.pipeline_results.find(({ step_name }) => step_name === step)
          ?.title ?? step,
    });
  };
}
