import { labelOf } from './labels';

/*
 * Names and values of evidence that say little by themselves, as what they
 * mean. A name with values is only meant with one of them: the subject of a
 * mail is no subject of a test.
 */
const MEANINGS: Record<
  string,
  { label: string; values?: Record<string, string> }
> = {
  subject: {
    label: 'Tested',
    values: {
      reference: 'The built-in reference',
      service: "LeadShop's own service",
    },
  },
  right: { label: 'As expected' },
  within: { label: 'Within tolerance' },
  stale: { label: 'Out of date' },
  personal_fields: { label: 'Fields of the lead' },
};

/** What a name means beside its value; undefined when it speaks for itself. */
export function meaningOf(
  name: string,
  value?: unknown,
): { label: string; value?: string } | undefined {
  const meaning = Object.hasOwn(MEANINGS, name) ? MEANINGS[name] : undefined;
  if (!meaning?.values) {
    return meaning && { label: meaning.label };
  }
  return typeof value === 'string' && Object.hasOwn(meaning.values, value)
    ? { label: meaning.label, value: meaning.values[value] }
    : undefined;
}

/** What a name is called beside its value. */
export function labelOfValue(name: string, value?: unknown): string {
  return meaningOf(name, value)?.label ?? labelOf(name);
}
