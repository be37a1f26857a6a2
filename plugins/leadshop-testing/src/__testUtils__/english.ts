import { mockApis } from '@backstage/test-utils';
import { leadshopTestingTranslationRef, Translate } from '../translation';

/** The texts as they are without any translation. */
export function english(): Translate {
  const texts = mockApis
    .translation()
    .getTranslation(leadshopTestingTranslationRef);
  if (!texts.ready) {
    throw new Error('The English texts are part of the plugin');
  }
  return texts.t as Translate;
}
