import { useMemo } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { appLanguageApiRef } from '@backstage/core-plugin-api/alpha';
import useObservable from 'react-use/esm/useObservable';
import { useTexts } from '../translation';
import { createFormats, Formats } from './formats';

/** The reader's own variant of a language, or the language where there is none. */
export function localeOf(
  language: string,
  preferred: readonly string[],
): string {
  const [wanted] = language.split('-');
  return (
    preferred.find(
      tag =>
        tag === language ||
        (tag.startsWith(`${wanted}-`) && wanted === language),
    ) ?? language
  );
}

/** Writes numbers, money and times in the language of the reader. */
export function useFormats(): Formats {
  const languages = useApi(appLanguageApiRef);
  const t = useTexts();
  const { language } = useObservable(
    useMemo(() => languages.language$(), [languages]),
    languages.getLanguage(),
  );
  return useMemo(
    () => createFormats(localeOf(language, navigator.languages), t),
    [language, t],
  );
}
