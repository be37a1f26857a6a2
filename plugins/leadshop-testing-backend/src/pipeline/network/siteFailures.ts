/*
 * Turns what went wrong on the way to a site into words and a fault. A site
 * that does not work is the lead's matter; a way that does not work (our DNS,
 * our route) is the network's, and trying again may mend it.
 */
import { ProviderMode } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { ProviderError } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { FORBIDDEN_ADVICE } from './siteUrls';

/** Slug that the guarded client's errors carry. */
export const SITE_PROVIDER = 'site';

interface Explanation {
  fault: 'lead' | 'network';
  what: string;
  retryable: boolean;
  advice: string;
}

const ASK_OWNER = "Check the lead's website address and whether the site is up";
const CHECK_NETWORK = 'Check the DNS and network of this backend';

const BY_CODE: Readonly<Record<string, Explanation>> = {
  ENOTFOUND: {
    fault: 'lead',
    what: 'its name has no DNS entry',
    retryable: false,
    advice: ASK_OWNER,
  },
  ECONNREFUSED: {
    fault: 'lead',
    what: 'it refuses connections',
    retryable: false,
    advice: ASK_OWNER,
  },
  ECONNRESET: {
    fault: 'lead',
    what: 'it broke off the connection',
    retryable: true,
    advice: ASK_OWNER,
  },
  ETIMEDOUT: {
    fault: 'lead',
    what: 'it does not answer',
    retryable: true,
    advice: ASK_OWNER,
  },
  EAI_AGAIN: {
    fault: 'network',
    what: 'the name server gave no answer',
    retryable: true,
    advice: CHECK_NETWORK,
  },
  ENETUNREACH: {
    fault: 'network',
    what: 'there is no route to it',
    retryable: true,
    advice: CHECK_NETWORK,
  },
  EHOSTUNREACH: {
    fault: 'network',
    what: 'there is no route to it',
    retryable: true,
    advice: CHECK_NETWORK,
  },
};

const TLS_REASONS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN:
    'its certificate comes from an authority that is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'its certificate comes from an authority that is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'it does not send the whole chain of certificates, or the authority is not trusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

/** The code of an error, or of the first that a connection attempt collected. */
function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : 'unknown error';
}

/** Opening TLS failed after the connection was there. */
export class TlsFailure extends Error {
  constructor(cause: unknown) {
    super('TLS failed', { cause });
    this.name = 'TlsFailure';
  }
}

function explain(error: unknown): Explanation {
  if (error instanceof TlsFailure) {
    const code = codeOf(error.cause);
    return {
      fault: 'lead',
      what: `TLS is invalid, ${
        TLS_REASONS[code] ?? 'the handshake failed'
      } (${code})`,
      retryable: code === 'ECONNRESET',
      advice: "Tell the site's owner; visitors see a warning or no page at all",
    };
  }
  const code = codeOf(error);
  if (code.startsWith('HPE_')) {
    return {
      fault: 'lead',
      what: `it answered something that is not HTTP (${code})`,
      retryable: false,
      advice: ASK_OWNER,
    };
  }
  if (code.startsWith('Z_') || code.startsWith('ERR_')) {
    return {
      fault: 'lead',
      what: `its answer is not what its headers say (${code})`,
      retryable: false,
      advice: ASK_OWNER,
    };
  }
  return (
    BY_CODE[code] ?? {
      fault: 'network',
      what: `the connection failed (${code})`,
      retryable: true,
      advice: CHECK_NETWORK,
    }
  );
}

/** What went wrong on the way to a host, such as "it refuses connections". */
export function whatWentWrong(error: unknown): string {
  return explain(error).what;
}

/** A site could not be fetched. */
export function siteFailure(
  host: string,
  mode: ProviderMode,
  error: unknown,
): ProviderError {
  const { fault, what, retryable, advice } = explain(error);
  return new ProviderError(`${host} cannot be fetched: ${what}. ${advice}.`, {
    provider: SITE_PROVIDER,
    fault,
    retryable,
    mode,
    cause: error,
  });
}

/** A site that works, but in a way that cannot be fetched. */
export function badSite(
  host: string,
  mode: ProviderMode,
  problem: string,
  retryable = false,
): ProviderError {
  return new ProviderError(
    `${host} cannot be fetched: ${problem}. ${ASK_OWNER}.`,
    { provider: SITE_PROVIDER, fault: 'lead', retryable, mode },
  );
}

/** The guard refused an address; nobody was called. */
export class BlockedAddressError extends ProviderError {}

/** An address that LeadShop must not call. */
export function blockedAddress(
  problem: string,
  mode: ProviderMode,
  redirected: boolean,
): BlockedAddressError {
  return new BlockedAddressError(
    `${
      redirected ? 'The redirect' : 'The address'
    } was not followed: ${problem}. ${FORBIDDEN_ADVICE}.`,
    { provider: SITE_PROVIDER, fault: 'lead', mode },
  );
}
