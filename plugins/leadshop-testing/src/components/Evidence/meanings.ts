import type { Translate } from '../../translation';
import { labelOf } from './labels';

/*
 * Names and values of evidence that say little by themselves, as what they
 * mean. A name with values is only meant with one of them: the subject of a
 * mail is no subject of a test.
 */
const NAMES = ['right', 'within', 'stale', 'personal_fields'] as const;
const SUBJECTS = ['reference', 'service'] as const;

/** What a value means beside its name; undefined when it speaks for itself. */
export function meaningOf(
  t: Translate,
  name: string,
  value: unknown,
): string | undefined {
  const subject =
    name === 'subject' ? SUBJECTS.find(known => known === value) : undefined;
  return subject && t(`evidence.subject.${subject}`);
}

/** What a name is called beside its value. */
export function labelOfValue(
  t: Translate,
  name: string,
  value?: unknown,
): string {
  if (meaningOf(t, name, value) !== undefined) {
    return t('evidence.subject.term');
  }
  const known = NAMES.find(meant => meant === name);
  return known ? t(`evidence.meaning.${known}`) : labelOf(name);
}
