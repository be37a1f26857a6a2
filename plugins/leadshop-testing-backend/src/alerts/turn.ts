/*
 * When to raise and to resolve. What a rule sees must be so without a break for
 * as long as the rule says; whatever else is seen in between, not knowing
 * included, begins the time anew and changes nothing else.
 */
import {
  AlertFinding,
  AlertRule,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** What follows from a look. */
export interface Turn {
  would: AlertFinding['would'];
  /** Since when it waits; null: it does not. */
  since: Date | null;
}

/**
 * What follows from what was seen.
 *
 * @param before - since when it has waited, as of the look before
 */
export function turnAfter(
  state: AlertFinding['state'],
  before: Date | null,
  now: {
    at: Date;
    open: boolean;
    rule: Pick<AlertRule, 'for_ms' | 'resolve_after_ms'>;
  },
): Turn {
  const { at, open, rule } = now;
  if (state !== (open ? 'clear' : 'breach')) {
    return { would: 'nothing', since: null };
  }
  const since = before ?? at;
  const long = at.getTime() - since.getTime();
  if (long < (open ? rule.resolve_after_ms : rule.for_ms)) {
    return { would: 'wait', since };
  }
  return { would: open ? 'resolve' : 'raise', since };
}
