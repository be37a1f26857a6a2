/*
 * Security Scraper, of which the outside half is the way to sites. With
 * `health.siteUrl` (or the sandbox) it visits that site. Without one, nobody's
 * site is visited every minute: it examines a page of which the outcome is known,
 * and sees whether its way out reaches a vendor that is called each minute anyway.
 */
import {
  CallOptions,
  FetchedSite,
  ProviderError,
  SiteProvider,
  StepError,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { LeadshopTestingConfig } from '../config';
import { BlockedAddressError } from '../pipeline/network';
import { findContacts, mixedContent } from '../pipeline/steps/security/page';
import { scanPage } from '../pipeline/steps/security/pageScan';
import { Probe } from './probe';

/** More of a site than this is not read. */
const SITE_BYTES = 64 * 1024;
const KNOWN_URL = 'https://health-check.example/';
const KNOWN_PAGE = `<!doctype html><title>Health check</title>
<script src="http://health-check.example/a.js"></script>
<img src="http://health-check.example/a.png"><img src="/b.png">
<p>Write to <a href="mailto:hello@health-check.example">us</a></p>`;

/** The probe of Security Scraper. */
export function securityScraper(
  provider: SiteProvider,
  config: Pick<LeadshopTestingConfig, 'providers' | 'health'>,
): Probe {
  const { site } = config.health;
  const vendors = liveVendors(config.providers);
  const mode = vendors.length > 0 ? 'live' : null;
  return {
    component: 'security-scraper',
    mode: site ? site.mode : mode,
    blame: 'network',
    async check(options) {
      await examineKnownPage(options);
      await (site
        ? visit(provider, site.url, options)
        : findWayOut(provider, vendors, options));
    },
  };
}

/** A page is examined, and found to be what it is. */
async function examineKnownPage(options: CallOptions): Promise<void> {
  const page: FetchedSite = {
    mode: 'live',
    final_url: KNOWN_URL,
    hops: [
      {
        url: KNOWN_URL,
        status: 200,
        headers: { 'content-type': 'text/html; charset=utf-8' },
        address: '192.0.2.1',
        tls: null,
      },
    ],
    body: Buffer.from(KNOWN_PAGE),
    truncated: false,
    duration_ms: 0,
  };
  const scan = await scanPage(page, options);
  const { active, passive } = mixedContent(scan, KNOWN_URL);
  const [address] = findContacts(scan).emails;
  if (active === 1 && passive === 1 && address?.startsWith('hello@')) return;
  throw new StepError(
    'A page that is known was examined wrongly; the installation may be incomplete',
    { fault: 'leadshop' },
  );
}

async function visit(
  provider: SiteProvider,
  url: string,
  { signal }: CallOptions,
): Promise<void> {
  const fetched = await provider.fetch(url, { signal, maxBytes: SITE_BYTES });
  const status = fetched.hops.at(-1)?.status ?? 0;
  if (status < 500) return;
  throw new ProviderError(
    `The site that leadshopTesting.health.siteUrl names answered with status ${status}. Check that it is up, or name another.`,
    { provider: 'site', fault: 'config', status, mode: fetched.mode },
  );
}

/** Vendors that are called over the Internet; their keys are not needed here. */
function liveVendors(
  providers: LeadshopTestingConfig['providers'],
): readonly string[] {
  const { places, pagespeed, screenshotone, semrush, llm } = providers;
  return [places, pagespeed, screenshotone, semrush, llm]
    .filter(({ mode }) => mode === 'live')
    .map(({ baseUrl }) => new URL('/robots.txt', baseUrl).href);
}

/**
 * Reaches one of several hosts, the first as a rule; whatever it answers shows
 * that names, routes and TLS work. A host inside the own network, such as a proxy
 * for a vendor, is refused by the guard as it should be, and tells nothing more.
 */
async function findWayOut(
  provider: SiteProvider,
  urls: readonly string[],
  { signal }: CallOptions,
): Promise<void> {
  let reason: string | undefined;
  for (const url of urls) {
    try {
      await provider.fetch(url, { signal, maxBytes: SITE_BYTES });
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof BlockedAddressError) continue;
      reason ??= (error as Error).message;
    }
  }
  if (reason === undefined) return;
  throw new ProviderError(
    `No site was reached, nor any vendor's host: ${reason} Steps call sites directly, without a proxy; check the DNS and the network of this backend, or name a site of yours in leadshopTesting.health.siteUrl.`,
    { provider: 'site', fault: 'network', retryable: true, mode: 'live' },
  );
}
