import { Seed } from '../seed';

/** How well a site is kept; decides its headers, cookies and markup. */
export interface SiteCharacter {
  name: string;
  /** What a visitor reads, such as "Sunrise Dental". */
  title: string;
  trade: string;
  generator: string | undefined;
  /** Security headers that are sent, by name. */
  headers: Record<string, string>;
  /** Attributes of the session cookie; undefined: no cookie. */
  cookie: string | undefined;
  mixedContent: boolean;
  robots: string | undefined;
  hasViewport: boolean;
  hasDescription: boolean;
  hasAltTexts: boolean;
  hasPhone: boolean;
}

const GOOD_HEADERS: Record<string, string> = {
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  'Content-Security-Policy':
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
  'X-Frame-Options': 'DENY',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
};
const GENERATORS = [
  'WordPress 6.8.2',
  'WordPress 5.4.1',
  'Wix.com Website Builder',
  'Joomla! - Open Source Content Management',
  'Drupal 10 (https://www.drupal.org)',
  undefined,
] as const;
const TRADES: readonly [pattern: RegExp, trade: string][] = [
  [/dent/, 'dental care'],
  [/plumb/, 'plumbing'],
  [/law|legal/, 'legal advice'],
  [/bak|cafe|pizza|restaurant/, 'food and drink'],
  [/auto|car|garage/, 'car repair'],
  [/roof|build|construct/, 'building work'],
];
const GOOD_COOKIE = 'Path=/; Secure; HttpOnly; SameSite=Lax';

/** Decent, and with something left to improve: no CSP, an open cookie. */
const SUNRISE_DENTAL: Partial<SiteCharacter> = {
  generator: 'WordPress 6.8.2',
  headers: {
    'Strict-Transport-Security': 'max-age=15552000',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'SAMEORIGIN',
  },
  cookie: 'Path=/; HttpOnly',
  mixedContent: false,
  hasViewport: true,
  hasDescription: true,
  hasAltTexts: false,
  hasPhone: true,
};

export function siteCharacter(name: string): SiteCharacter {
  const seed = Seed.of('site', name);
  const site = drawn(name, seed);
  if (name.startsWith('good-')) {
    return {
      ...site,
      generator: undefined,
      headers: GOOD_HEADERS,
      cookie: GOOD_COOKIE,
      mixedContent: false,
      robots: goodRobots(name),
      hasViewport: true,
      hasDescription: true,
      hasAltTexts: true,
      hasPhone: true,
    };
  }
  if (name.startsWith('bad-')) {
    return {
      ...site,
      generator: 'WordPress 4.9.8',
      headers: { 'X-Powered-By': 'PHP/5.6.40' },
      cookie: 'Path=/',
      mixedContent: true,
      robots: undefined,
      hasViewport: false,
      hasDescription: false,
      hasAltTexts: false,
    };
  }
  return name === 'sunrise-dental'
    ? { ...site, ...SUNRISE_DENTAL, robots: goodRobots(name) }
    : site;
}

function drawn(name: string, seed: Seed): SiteCharacter {
  return {
    name,
    title: titleOf(name),
    trade:
      TRADES.find(([pattern]) => pattern.test(name))?.[1] ?? 'local service',
    generator: seed.pick(GENERATORS),
    headers: Object.fromEntries(
      Object.entries(GOOD_HEADERS).filter(() => seed.chance(0.45)),
    ),
    cookie: seed.pick([undefined, GOOD_COOKIE, 'Path=/; HttpOnly', 'Path=/']),
    mixedContent: seed.chance(0.3),
    robots: seed.chance(0.75) ? goodRobots(name) : undefined,
    hasViewport: seed.chance(0.85),
    hasDescription: seed.chance(0.7),
    hasAltTexts: seed.chance(0.5),
    hasPhone: seed.chance(0.8),
  };
}

function goodRobots(name: string): string {
  return `User-agent: *\nDisallow: /sites/${name}/admin/\nAllow: /\n`;
}

function titleOf(name: string): string {
  return name
    .split(/[-_.]+/)
    .filter(Boolean)
    .map(word => word[0].toUpperCase() + word.slice(1))
    .join(' ');
}
