import { z } from 'zod';
import {
  FetchedSite,
  ProviderError,
  SiteProvider,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { SecurityFinding } from './findings';
import { lastHop } from './transport';

/** What robots.txt says (RFC 9309). */
export const robotsSchema = z.object({
  present: z.boolean(),
  /** Null: it could not be fetched. */
  status: z.int().nullable(),
  /** Every crawler is kept out of the whole site. */
  disallows_all: z.boolean(),
  sitemaps: z.array(z.string()),
});
/** What robots.txt says. */
export type Robots = z.infer<typeof robotsSchema>;

const MAX_BYTES = 500 * 1024;
const KEPT_SITEMAPS = 5;

/** Reads robots.txt; a group's rules count for the agents named above them. */
export function parseRobots(
  text: string,
): Pick<Robots, 'disallows_all' | 'sitemaps'> {
  const sitemaps: string[] = [];
  let agents: string[] = [];
  let inRules = false;
  let disallowsAll = false;
  let allowsSome = false;
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*([a-z-]+)\s*:\s*([^#]*)/i.exec(line);
    if (!match) continue;
    const name = match[1].toLowerCase();
    const value = match[2].trim();
    if (name === 'sitemap') sitemaps.push(value.slice(0, 300));
    if (name === 'user-agent') {
      agents = inRules ? [value] : [...agents, value];
      inRules = false;
    }
    if (name === 'allow' || name === 'disallow') {
      inRules = true;
      if (!agents.includes('*')) continue;
      if (name === 'disallow' && value === '/') disallowsAll = true;
      if (name === 'allow' && value) allowsSome = true;
    }
  }
  return {
    disallows_all: disallowsAll && !allowsSome,
    sitemaps: sitemaps.slice(0, KEPT_SITEMAPS),
  };
}

function read(site: FetchedSite): Robots {
  const { status } = lastHop(site);
  if (status < 200 || status >= 300) {
    return { present: false, status, disallows_all: false, sitemaps: [] };
  }
  const text = Buffer.from(site.body).toString('utf8');
  return { present: true, status, ...parseRobots(text) };
}

/**
 * Fetches robots.txt of a site's origin. A site without one, or one that
 * cannot be fetched, is no failure.
 */
export async function fetchRobots(
  provider: SiteProvider,
  siteUrl: string,
  options: { signal: AbortSignal },
): Promise<Robots> {
  try {
    const address = new URL('/robots.txt', siteUrl).toString();
    return read(
      await provider.fetch(address, { ...options, maxBytes: MAX_BYTES }),
    );
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return {
      present: false,
      status: null,
      disallows_all: false,
      sitemaps: [],
    };
  }
}

/** What robots.txt means for being found. */
export function robotsFindings(robots: Robots): SecurityFinding[] {
  if (robots.disallows_all) {
    return [
      {
        id: 'robots_disallow_all',
        severity: 'low',
        title: 'robots.txt keeps every search engine out',
        what_to_do: 'Remove "Disallow: /" unless the site must not be found',
      },
    ];
  }
  if (robots.present) return [];
  return [
    {
      id: 'robots_missing',
      severity: 'info',
      title: 'There is no robots.txt',
      what_to_do: 'Add one that names the sitemap',
    },
  ];
}
