import type { Translate } from '../../translation';
/** How far a file is on its way. */
export function uploadText(t: Translate, sent: number): string {
  return sent < 1
    ? t('imports.uploads.sending', { percent: String(Math.round(sent * 100)) })
    : t('imports.uploads.arriving');
}
