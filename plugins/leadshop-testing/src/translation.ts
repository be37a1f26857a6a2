import {
  createTranslationRef,
  TranslationFunction,
  useTranslationRef,
} from '@backstage/core-plugin-api/alpha';
import { compareMessages } from './translations/compare';
import { entityMessages } from './translations/entity';
import { historyMessages } from './translations/history';
import { dashboardMessages } from './translations/dashboard';
import { metricsMessages } from './translations/metrics';
import { evidenceMessages } from './translations/evidence';
import { pagesMessages } from './translations/pages';
import { testMessages } from './translations/test';
import { sharedMessages } from './translations/shared';
import { activeTestsMessages } from './translations/activeTests';
import { runMessages } from './translations/run';
import { leadMessages } from './translations/lead';
import { leadsMessages } from './translations/leads';
import { batchMessages } from './translations/batch';
import { batchesMessages } from './translations/batches';
import { wordsMessages } from './translations/words';

/**
 * Every text of the interface, by room. A portal translates them with
 * `createTranslationResource`, or rewords them with
 * `createTranslationMessages`.
 *
 * @public
 */
export const leadshopTestingTranslationRef = createTranslationRef({
  id: 'plugin.leadshop-testing',
  messages: {
    words: wordsMessages,
    pages: pagesMessages,
    batches: batchesMessages,
    batch: batchMessages,
    test: testMessages,
    evidence: evidenceMessages,
    leads: leadsMessages,
    lead: leadMessages,
    run: runMessages,
    activeTests: activeTestsMessages,
    shared: sharedMessages,
    dashboard: dashboardMessages,
    metrics: metricsMessages,
    history: historyMessages,
    compare: compareMessages,
    entity: entityMessages,
  },
});

/** Gives a text by its key. An interface, so that it keeps its name in types. */
export interface Translate
  extends TranslationFunction<typeof leadshopTestingTranslationRef.T> {}

/** The texts in the language of the reader. */
export function useTexts(): Translate {
  return useTranslationRef(leadshopTestingTranslationRef).t;
}
