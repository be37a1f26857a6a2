import type { Setting } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Formats } from '../../../formats';
import type { Translate } from '../../../translation';

/** The value of a setting for a person to read. A secret has none. */
export function settingText(
  t: Translate,
  { bytes, duration, number }: Formats,
  { value, unit, secret, is_set }: Setting,
): string {
  if (secret) {
    return t(is_set ? 'admin.settings.secretSet' : 'admin.settings.notSet');
  }
  if (value === null || (Array.isArray(value) && value.length === 0)) {
    return t('admin.settings.notSet');
  }
  if (typeof value === 'number') {
    switch (unit) {
      case 'milliseconds':
        return duration(value);
      case 'bytes':
        return bytes(value);
      default:
        return number(value);
    }
  }
  if (typeof value === 'boolean') {
    return t(value ? 'admin.settings.on' : 'admin.settings.off');
  }
  return Array.isArray(value) ? value.join('\n') : value;
}
