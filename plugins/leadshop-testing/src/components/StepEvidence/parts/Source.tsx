import { useFormats } from '../../../formats';
import { useTexts } from '../../../translation';
import type { Details } from '../Details';
import { Note } from './Note';

/** When the vendor answered, and whether just now. */
export interface Source {
  cached: boolean;
  stale: boolean;
  at: string;
}

export function readSource(details: Details | undefined): Source | undefined {
  const source = details?.part('source');
  const at = source?.text('answered_at');
  return (
    (source &&
      at && {
        cached: source.flag('cached') ?? false,
        stale: source.flag('stale') ?? false,
        at,
      }) ||
    undefined
  );
}

/** Says when the vendor answered, and whether the cache did. */
export const SourceNote = ({ source }: { source: Source | undefined }) => {
  const t = useTexts();
  const { moment } = useFormats();
  if (!source) {
    return null;
  }
  const at = Number.isNaN(Date.parse(source.at))
    ? source.at
    : moment(source.at);
  if (source.stale) {
    return <Note>{t('evidence.source.stale', { at })}</Note>;
  }
  return (
    <Note>
      {t(source.cached ? 'evidence.source.cached' : 'evidence.source.fresh', {
        at,
      })}
    </Note>
  );
};
