/*
 * Certificate authorities of single allowed hosts. The sandbox makes its own
 * authority when it starts, so that one is read from it the first time it is
 * needed; only from this machine, or whoever answers could make itself trusted.
 */
import { request } from 'undici';
import { ProviderError } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { AllowedHost } from '../../config';
import { SITE_PROVIDER } from './siteFailures';

const LOOPBACK = /^(127(\.\d{1,3}){3}|\[::1\]|localhost)$/;
const MAX_PEM_CHARACTERS = 65_536;
const TIMEOUT_MS = 5_000;

/** Knows the authority to trust for an allowed host. */
export class Authorities {
  readonly #read = new Map<string, Promise<string>>();

  /** PEM, or `undefined` for the authorities that Node trusts. */
  async of(allowed: AllowedHost | undefined): Promise<string | undefined> {
    if (allowed?.ca !== undefined) return allowed.ca;
    if (allowed?.caUrl === undefined) return undefined;
    const { caUrl } = allowed;
    const known = this.#read.get(caUrl) ?? readAuthority(caUrl);
    this.#read.set(caUrl, known);
    try {
      return await known;
    } catch (error) {
      this.#read.delete(caUrl);
      throw error;
    }
  }
}

async function readAuthority(caUrl: string): Promise<string> {
  const fail = (why: string, retryable: boolean, cause?: unknown) =>
    new ProviderError(
      `The certificate authority at ${caUrl} cannot be used: ${why}. Start the sandbox, or set 'ca' beside the host in leadshopTesting.network.allowedHosts.`,
      {
        provider: SITE_PROVIDER,
        fault: retryable ? 'network' : 'config',
        retryable,
        cause,
      },
    );
  if (!LOOPBACK.test(new URL(caUrl).hostname)) {
    throw fail('it is not on this machine', false);
  }
  let text: string;
  try {
    const answer = await request(caUrl, {
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
    });
    text = await answer.body.text();
  } catch (error) {
    throw fail('it does not answer', true, error);
  }
  if (
    text.length > MAX_PEM_CHARACTERS ||
    !text.includes('-----BEGIN CERTIFICATE-----')
  ) {
    throw fail('it does not answer with a certificate', false);
  }
  return text;
}
