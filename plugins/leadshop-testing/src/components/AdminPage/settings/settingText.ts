import type { Setting } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Formats } from '../../../formats';
import type { Translate } from '../../../translation';

const DAY_MS = 24 * 3_600_000;

/** The value of a setting for a person to read. A secret has none. */
export function settingText(
  t: Translate,
  { bytes, duration, number }: Formats,
  { path, value, unit, secret, is_set }: Setting,
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
        return value > 0 && value % DAY_MS === 0
          ? t('admin.settings.days', { count: value / DAY_MS })
          : duration(value);
      case 'bytes':
        return bytes(value);
      default:
        return number(value, { useGrouping: !path.endsWith('.port') });
    }
  }
  if (typeof value === 'boolean') {
    return t(value ? 'admin.settings.on' : 'admin.settings.off');
  }
  return Array.isArray(value) ? value.join('\n') : value;
}
