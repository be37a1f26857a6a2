import type { ReactElement } from 'react';
import {
  createTranslationRef,
  TranslationRef,
  useTranslationRef,
} from '@backstage/core-plugin-api/alpha';
import { adminMessages } from './translations/admin';
import { alertsMessages } from './translations/alerts';
import { operationsMessages } from './translations/operations';
import { webhooksMessages } from './translations/webhooks';
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
import { importWizardMessages } from './translations/importWizard';
import { importsMessages } from './translations/imports';
import { wordsMessages } from './translations/words';

/**
 * Every text in English, by room: what a translation starts from.
 *
 * @public
 */
export const leadshopTestingMessages = {
  words: wordsMessages,
  pages: pagesMessages,
  imports: importsMessages,
  importWizard: importWizardMessages,
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
  admin: adminMessages,
  alerts: alertsMessages,
  webhooks: webhooksMessages,
  operations: operationsMessages,
} as const;

/*
 * Backstage derives the keys, and what each text must be given, from the type of
 * the messages. With as many texts as here that takes the compiler minutes.
 * These types come to the same keys at once; that each text is given what it
 * names is looked at by a test of all pages (translation.test).
 */
/** Keys of nested messages, with points between. @public */
export type MessageKeysOf<M> = {
  [K in keyof M & string]: M[K] extends string
    ? K
    : `${K}.${MessageKeysOf<M[K]>}`;
}[keyof M & string];

type WithoutPlural<K> = K extends `${infer Base}_${'one' | 'other'}` ? Base : K;

/** The key of a message, plural forms told apart. @public */
export type MessageKey = MessageKeysOf<typeof leadshopTestingMessages>;

/** The key of a text. */
export type TextKey = WithoutPlural<MessageKey>;

interface NestedMessages {
  [key: string]: string | NestedMessages;
}

const untyped: NestedMessages = leadshopTestingMessages;

/**
 * Every text of the interface, by room. A portal translates them with
 * `createTranslationResource`, or rewords them with
 * `createTranslationMessages`.
 *
 * @public
 */
export const leadshopTestingTranslationRef = createTranslationRef({
  id: 'plugin.leadshop-testing',
  messages: untyped,
}) as TranslationRef<
  'plugin.leadshop-testing',
  { readonly [key in MessageKey]: string }
>;

/** Gives a text by its key. */
export interface Translate {
  (key: TextKey, values?: Record<string, string | number>): string;
  (
    key: TextKey,
    values: Record<string, string | number | ReactElement>,
  ): ReactElement;
}

/** The texts in the language of the reader. */
export function useTexts(): Translate {
  const ref = leadshopTestingTranslationRef as TranslationRef;
  return useTranslationRef(ref).t as Translate;
}
