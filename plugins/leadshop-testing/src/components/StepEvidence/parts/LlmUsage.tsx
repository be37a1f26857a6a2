import { useFormats } from '../../../formats';
import { useTexts } from '../../../translation';
import type { Details } from '../Details';
import { Block } from './Block';
import { Pairs } from './Pairs';

/** What the calls to a language model used. */
export interface LlmUsed {
  model: string | undefined;
  calls: number | undefined;
  repaired: boolean | undefined;
  prompt: number | undefined;
  completion: number | undefined;
  cost: { amount: number; currency: string } | undefined;
  /** What the first answer got wrong, when it had to be repaired. */
  firstProblem: string | undefined;
}

export function readLlm(details: Details): LlmUsed | undefined {
  const llm = details.part('llm');
  const firstProblem = details.text('first_problem');
  if (!llm && !firstProblem) {
    return undefined;
  }
  const cost = llm?.part('cost');
  const amount = cost?.number('amount');
  const currency = cost?.text('currency');
  return {
    model: llm?.text('model'),
    calls: llm?.number('calls'),
    repaired: llm?.flag('repaired'),
    prompt: llm?.number('prompt_tokens'),
    completion: llm?.number('completion_tokens'),
    cost:
      amount === undefined || currency === undefined
        ? undefined
        : { amount, currency },
    firstProblem,
  };
}

/** A call costs fractions of a cent. */
const COST_DIGITS = 6;

/** Model, tokens and cost of a step. */
export const LlmUsage = ({ used }: { used: LlmUsed | undefined }) => {
  const t = useTexts();
  const { number } = useFormats();
  if (!used) {
    return null;
  }
  const count = (value: number | undefined) =>
    value === undefined ? undefined : number(value);
  const cost =
    used.cost &&
    `${number(used.cost.amount, {
      maximumFractionDigits: COST_DIGITS,
    })} ${used.cost.currency}`;
  return (
    <Block title={t('evidence.llm.title')}>
      <Pairs
        pairs={[
          [t('evidence.llm.model'), used.model],
          [t('evidence.llm.calls'), count(used.calls)],
          [t('evidence.llm.prompt'), count(used.prompt)],
          [t('evidence.llm.completion'), count(used.completion)],
          [
            t('evidence.llm.cost'),
            used.model && (cost ?? t('evidence.llm.noPrices')),
          ],
          [
            t('evidence.llm.repaired'),
            used.repaired === undefined
              ? undefined
              : t(used.repaired ? 'evidence.yes' : 'evidence.no'),
          ],
          [t('evidence.llm.firstProblem'), used.firstProblem],
        ]}
      />
    </Block>
  );
};
