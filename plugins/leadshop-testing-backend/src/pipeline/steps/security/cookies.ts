import { z } from 'zod';
import { SiteHop } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { SecurityFinding } from './findings';

/** A cookie that the site set; never its value. */
export const cookieSchema = z.object({
  name: z.string(),
  secure: z.boolean(),
  http_only: z.boolean(),
  same_site: z.string().nullable(),
});
/** A cookie that the site set. */
export type Cookie = z.infer<typeof cookieSchema>;

const KEPT_COOKIES = 30;

function parseCookie(line: string): Cookie | undefined {
  const [pair, ...attributes] = line.split(';').map(part => part.trim());
  const name = pair.slice(0, pair.indexOf('=')).trim();
  if (!pair.includes('=') || !name) return undefined;
  const lower = attributes.map(a => a.toLowerCase());
  const sameSite = lower.find(a => a.startsWith('samesite='));
  return {
    name: name.slice(0, 100),
    secure: lower.includes('secure'),
    http_only: lower.includes('httponly'),
    same_site: sameSite ? sameSite.slice('samesite='.length) : null,
  };
}

/** The cookies of all hops; a later one of the same name replaces the earlier. */
export function readCookies(hops: readonly SiteHop[]): Cookie[] {
  const byName = new Map<string, Cookie>();
  for (const hop of hops) {
    const lines = hop.headers['set-cookie'] ?? [];
    for (const line of Array.isArray(lines) ? lines : [lines]) {
      const cookie = parseCookie(line);
      if (cookie) byName.set(cookie.name, cookie);
    }
  }
  return [...byName.values()].slice(0, KEPT_COOKIES);
}

/** What the flags of the cookies leave open. */
export function cookieFindings(
  cookies: readonly Cookie[],
  options: { https: boolean },
): SecurityFinding[] {
  const named = (wrong: (cookie: Cookie) => boolean) =>
    cookies
      .filter(wrong)
      .map(c => c.name)
      .join(', ');
  const findings: SecurityFinding[] = [];
  const insecure = options.https ? named(c => !c.secure) : '';
  if (insecure) {
    findings.push({
      id: 'cookie_not_secure',
      severity: 'medium',
      title: `Cookies can travel without TLS: ${insecure}`,
      what_to_do: 'Set the Secure flag on these cookies',
    });
  }
  const readable = named(c => !c.http_only);
  if (readable) {
    findings.push({
      id: 'cookie_not_http_only',
      severity: 'low',
      title: `Scripts can read cookies: ${readable}`,
      what_to_do:
        'Set the HttpOnly flag on these cookies, unless a script needs them',
    });
  }
  const crossSite = named(c => c.same_site === null);
  if (crossSite) {
    findings.push({
      id: 'cookie_no_same_site',
      severity: 'low',
      title: `Cookies without SameSite: ${crossSite}`,
      what_to_do: 'Set SameSite=Lax or Strict on these cookies',
    });
  }
  return findings;
}
