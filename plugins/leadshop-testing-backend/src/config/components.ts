import { ComponentSlug } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { ReadDuration } from './durations';
import { isSandbox } from './sandbox';
import { fail, Raw } from './schema';
import { LeadshopTestingConfig, SandboxAddress } from './settings';

/** LeadShop's own components, which may be services; all others are vendors'. */
export const OWN_COMPONENTS: readonly ComponentSlug[] = [
  'lead-data-model',
  'assessment-orchestrator',
  'score-calculator',
  'content-generator',
  'report-builder',
  'email-formatter',
];
/** Where a vendor's component is set instead. */
const VENDOR_SETTING: Partial<Record<ComponentSlug, string>> = {
  's3-storage': 'providers.s3.endpoint',
  'pagespeed-integration': 'providers.pagespeed.baseUrl',
  'gbp-integration': 'providers.places.baseUrl',
  'screenshotone-integration': 'providers.screenshotone.baseUrl',
  'semrush-integration': 'providers.semrush.baseUrl',
  'llm-visual-analysis': 'providers.llm.baseUrl',
};

/**
 * The services that are tested in place of the reference.
 *
 * @throws InputError when no step would ever call one.
 */
export function readComponents(
  raw: Raw,
  options: { sandbox: SandboxAddress | undefined; ms: ReadDuration },
): LeadshopTestingConfig['components'] {
  const components: LeadshopTestingConfig['components'] = {};
  for (const [key, settings] of Object.entries(raw.components ?? {})) {
    if (!settings) continue;
    const slug = key as ComponentSlug;
    if (!OWN_COMPONENTS.includes(slug)) {
      const instead = VENDOR_SETTING[slug];
      fail(
        `components.${slug}.url`,
        `no step would call it: a service can be set for ${OWN_COMPONENTS.join(
          ', ',
        )}; ${
          instead
            ? `remove it, and say where this one is in leadshopTesting.${instead}`
            : "remove it, because this one calls the lead's own site"
        }`,
      );
    }
    components[slug] = {
      mode: isSandbox(settings.url, options.sandbox) ? 'sandbox' : 'live',
      baseUrl: settings.url,
      timeoutMs: options.ms(`components.${slug}.timeout`, 30_000),
      maxConcurrent: 20,
      cacheTtlMs: 0,
      token: settings.token,
    };
  }
  return components;
}
