import type {
  StepResult,
  StepState,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Translate } from './translation';

/*
 * What things are called, where a look at the wire decides which word it is.
 * The words themselves are in translations/words.ts.
 */

/**
 * True for a step that was at work when its test was cancelled. The wire calls
 * it skipped, as those that never began.
 */
export function wasStopped(
  step: Pick<StepResult, 'status' | 'started_at' | 'kept_from'>,
): boolean {
  return (
    step.status === 'skipped' &&
    step.started_at !== null &&
    step.kept_from === null
  );
}

/** A step's status in words. */
export function stepText(t: Translate, step: StepResult): string {
  return t(`words.stepStatus.${wasStopped(step) ? 'stopped' : step.status}`);
}

/** The status of a step of a list or live card in words. */
export function stepStateText(
  t: Translate,
  { status, stopped }: StepState,
): string {
  return t(`words.stepStatus.${stopped ? 'stopped' : status}`);
}

/** `user:default/qa-tester` as people call it: `qa-tester`. */
export function userName(userRef: string): string {
  return userRef.replace(/^user:(default\/)?/, '');
}

/** As {@link userName}, of a group as well: `group:default/qa` as `qa`. */
export function refName(ref: string): string {
  return userName(ref).replace(/^group:(default\/)?/, '');
}

/** `qa-tester` as the catalog writes it: `user:default/qa-tester`. */
export function userRefOf(text: string): string | undefined {
  if (!text) {
    return undefined;
  }
  const name = text.replace(/^user:/, '').toLocaleLowerCase('en-US');
  return `user:${name.includes('/') ? name : `default/${name}`}`;
}

/** What to call a lead, or the lead of a test. */
export function leadName(
  t: Translate,
  test: {
    business_name: string | null;
    website_url: string | null;
    /** True for a test whose lead was erased. */
    erased?: boolean;
  },
): string {
  if (test.erased) {
    return t('words.erasedLead');
  }
  return test.business_name || test.website_url || t('words.unnamedLead');
}

/** Beyond this the server stops counting. */
export const COUNTED = 10_000;

/** How many match, as exactly as the server knows it. */
export function totalText(t: Translate, total: number): string {
  return total >= COUNTED
    ? t('words.totalOrMore', { total })
    : t('words.total', { total });
}
