import { FaultKind } from '../faults';
import { Seed } from '../seed';
import { isRecord } from './schemaFiller';

/**
 * What a language model gets wrong in an answer that is otherwise fine: an
 * invented number, a placeholder left in, a property missing, broken JSON.
 */
export function spoil(
  kind: FaultKind | undefined,
  answer: unknown,
  userText: string,
): string {
  switch (kind) {
    case 'false_number':
      return JSON.stringify(
        inText(
          answer,
          text =>
            `${text}\n\nWe have already helped ${inventedNumber(
              userText,
            )} businesses like yours.`,
        ),
      );
    case 'placeholder':
      return JSON.stringify(inText(answer, text => `Dear [Name],\n\n${text}`));
    case 'schema_violation':
      return JSON.stringify(withoutFirstProperty(answer));
    case 'bad_json': {
      const text = JSON.stringify(answer);
      return text.slice(0, Math.floor(text.length * 0.7));
    }
    default:
      return JSON.stringify(answer);
  }
}

/** No value of the user's text, nor what one could be made of. */
function inventedNumber(userText: string): number {
  const seed = Seed.of('invented', userText);
  const given = (userText.match(/\d+(\.\d+)?/g) ?? []).map(Number);
  const isDerived = (candidate: number) =>
    given.some(
      a =>
        [1, 10, 60, 100, 1000].some(
          factor =>
            Math.abs(a * factor - candidate) < 1 ||
            Math.abs(a / factor - candidate) < 1,
        ) ||
        given.some(
          b =>
            Math.abs(a - b - candidate) < 1 || Math.abs(a + b - candidate) < 1,
        ),
    );
  for (let tries = 0; tries < 50; tries += 1) {
    const candidate = seed.integer(6100, 9897);
    if (!isDerived(candidate)) return candidate;
  }
  return 98_765_431;
}

/** Changes `body`, or else the first text that there is. */
function inText(answer: unknown, change: (text: string) => string): unknown {
  if (!isRecord(answer)) return answer;
  const name =
    typeof answer.body === 'string'
      ? 'body'
      : Object.keys(answer).find(each => typeof answer[each] === 'string');
  if (name !== undefined) {
    return { ...answer, [name]: change(String(answer[name])) };
  }
  const nested = Object.keys(answer).find(each => isRecord(answer[each]));
  return nested === undefined
    ? answer
    : { ...answer, [nested]: inText(answer[nested], change) };
}

function withoutFirstProperty(answer: unknown): unknown {
  if (!isRecord(answer)) return { unexpected: answer };
  const [, ...rest] = Object.entries(answer);
  return { ...Object.fromEntries(rest), unexpected: true };
}
