import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { readLeadshopTestingConfig } from '..';

export const PRODUCTION = { NODE_ENV: 'production' };

/** Reads `leadshopTesting` as a start would. */
export function read(
  leadshopTesting?: JsonObject,
  env = {},
  rest: JsonObject = {},
) {
  return readLeadshopTestingConfig(
    new ConfigReader({
      ...rest,
      ...(leadshopTesting ? { leadshopTesting } : {}),
    }),
    env,
  );
}

/** All that production needs. */
export const keys = {
  s3: { bucket: 'evidence' },
  pagespeed: { apiKey: 'key-1' },
  places: { apiKey: 'key-2' },
  screenshotone: { accessKey: 'key-3', secretKey: 'key-4' },
  semrush: { apiKey: 'key-5' },
  llm: { apiKey: 'key-6' },
  smtp: {
    host: 'smtp.example.com',
    from: 'Tests <tests@example.com>',
    testMailbox: 'box@example.com',
  },
};

/** Components for which a service may stand. */
export const OWN = [
  'lead-data-model',
  'assessment-orchestrator',
  'score-calculator',
  'content-generator',
  'report-builder',
  'email-formatter',
];
