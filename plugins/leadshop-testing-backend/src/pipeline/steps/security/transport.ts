import { z } from 'zod';
import {
  FetchedSite,
  SiteHop,
  StepError,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { SecurityFinding } from './findings';

/** How the connection to the site was protected; null: not at all. */
export const transportSchema = z
  .object({
    protocol: z.string().nullable(),
    cipher: z.string().nullable(),
    valid_to: z.string().nullable(),
    days_to_expiry: z.number().nullable(),
    issuer: z.string().nullable(),
  })
  .nullable();
/** How the connection to the site was protected. */
export type Transport = z.infer<typeof transportSchema>;

/** The hop that gave the page. */
export function lastHop(site: FetchedSite): SiteHop {
  const hop = site.hops.at(-1);
  if (hop) return hop;
  throw new StepError('The site was fetched without a single answer', {
    fault: 'leadshop',
    provider_mode: site.mode,
  });
}

/** Refuses a site whose page cannot be had or whose certificate is no good. */
export function requireReachable(site: FetchedSite): void {
  for (const hop of site.hops) {
    if (hop.tls && !hop.tls.authorized) {
      throw new StepError(
        `The site's certificate is not valid (${
          hop.tls.authorization_error ?? 'no reason given'
        }); renew or correct the certificate`,
        { fault: 'lead', provider_mode: site.mode },
      );
    }
  }
  const { status, credential } = lastHop(site);
  if (status >= 200 && status < 300) return;
  if (status === 401) {
    throw credential === undefined
      ? new StepError(
          'The site asks for a user name and a password. If it is a staging site, store its credential under Administration, for exactly the origin of this address',
          { fault: 'lead', provider_mode: site.mode },
        )
      : new StepError(
          `The site refused the stored credential '${credential}'; replace its user name or password under Administration`,
          { fault: 'config', provider_mode: site.mode },
        );
  }
  throw new StepError(
    `The site answered ${status} instead of a page; open it in a browser and correct the address or the site`,
    {
      fault: 'lead',
      // An overloaded site may be back in a moment
      retryable: status === 429 || status >= 500,
      provider_mode: site.mode,
    },
  );
}

const OLD_PROTOCOLS = /^(SSLv|TLSv1(\.1)?$)/;

/** The connection of the last hop, and what is wrong with it. */
export function examineTransport(site: FetchedSite): {
  transport: Transport;
  findings: SecurityFinding[];
} {
  const { tls } = lastHop(site);
  if (!tls) {
    return {
      transport: null,
      findings: [
        {
          id: 'no_tls',
          severity: 'high',
          title: 'The site is served without TLS',
          what_to_do:
            'Get a certificate, serve the site over https, and redirect http to it',
        },
      ],
    };
  }
  const findings: SecurityFinding[] = [];
  if (tls.protocol && OLD_PROTOCOLS.test(tls.protocol)) {
    findings.push({
      id: 'tls_old',
      severity: 'high',
      title: `The connection uses ${tls.protocol}, which is broken`,
      what_to_do: 'Allow TLS 1.2 and 1.3 only',
    });
  }
  const days = tls.days_to_expiry;
  if (days !== null && days < 30) {
    findings.push({
      id: 'certificate_expires',
      severity: days < 14 ? 'high' : 'medium',
      title: `The certificate expires in ${days} days`,
      what_to_do: 'Renew the certificate now and let it renew by itself',
    });
  }
  return {
    transport: {
      protocol: tls.protocol,
      cipher: tls.cipher,
      valid_to: tls.valid_to,
      days_to_expiry: days,
      issuer: tls.issuer,
    },
    findings,
  };
}
