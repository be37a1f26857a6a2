import type { AuditEvent } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Translate } from '../../../translation';
import { userName } from '../../../words';

/** Who did it. */
export function actorText(t: Translate, { actor }: AuditEvent): string {
  return actor === null ? t('admin.audit.nobody') : userName(actor);
}

/** How many attempts an entry stands for. */
export function attemptsOf({ details }: AuditEvent): number {
  return typeof details.count === 'number' ? details.count : 1;
}
