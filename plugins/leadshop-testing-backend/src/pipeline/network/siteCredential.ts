/*
 * What a site behind basic auth is sent, and how it stays out of what is kept.
 * A fetch that begins at the origin that a credential is stored for carries it,
 * until it leaves that origin; it never carries it again, not even back home,
 * because whoever it was away with has chosen where it goes.
 */
import {
  FetchedSite,
  ProviderError,
  SiteHop,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { BasicAuth, KeyError } from '../../credentials';
import { SITE_PROVIDER } from './siteFailures';
import { mayCarryPassword, SiteTarget } from './siteUrls';

/** Knows what an origin is to be sent. */
export interface SiteCredentials {
  forOrigin(origin: string): Promise<BasicAuth | undefined>;
}

/** Shorter passwords are part of ordinary words. */
const MIN_REMOVED = 6;
const REMOVED = '***';

/** The credential of one origin. */
export class SiteCredential {
  readonly origin: string;
  readonly name: string;
  /** Value of the header Authorization. */
  readonly header: string;
  readonly #secrets: readonly string[];

  private constructor(origin: string, auth: BasicAuth) {
    const { username, password } = auth;
    const token = Buffer.from(`${username}:${password}`).toString('base64');
    this.origin = origin;
    this.name = auth.name;
    this.header = `Basic ${token}`;
    this.#secrets = [token, password]
      .filter(secret => secret.length >= MIN_REMOVED)
      .flatMap(secret => [secret, encodeURIComponent(secret)]);
  }

  /**
   * The one that a fetch of this address may carry.
   *
   * @throws ProviderError, a matter of the configuration, when it cannot be read.
   */
  static async of(
    judged: SiteTarget | { problem: string },
    credentials: SiteCredentials,
  ): Promise<SiteCredential | undefined> {
    if (!mayCarryPassword(judged)) return undefined;
    const { origin } = judged.url;
    try {
      const auth = await credentials.forOrigin(origin);
      return auth && new SiteCredential(origin, auth);
    } catch (error) {
      if (!(error instanceof KeyError)) throw error;
      throw new ProviderError(
        `The credential that is stored for ${origin} cannot be read. ${error.message}`,
        {
          provider: SITE_PROVIDER,
          fault: 'config',
          mode: judged.allowed?.mode ?? 'live',
        },
      );
    }
  }

  /** A site that repeats what it was sent does not bring it into the evidence. */
  removeFrom<T extends Pick<FetchedSite, 'hops' | 'final_url' | 'body'>>(
    fetched: T,
  ): T {
    return {
      ...fetched,
      final_url: this.#clean(fetched.final_url),
      hops: fetched.hops.map(hop => this.#cleanHop(hop)),
      body: this.#cleanBytes(fetched.body),
    };
  }

  #clean(text: string): string {
    return this.#secrets.reduce(
      (cleaned, secret) => cleaned.replaceAll(secret, REMOVED),
      text,
    );
  }

  #cleanHop(hop: SiteHop): SiteHop {
    const headers = Object.entries(hop.headers).map(([name, value]) => [
      name,
      typeof value === 'string'
        ? this.#clean(value)
        : value.map(each => this.#clean(each)),
    ]);
    return {
      ...hop,
      url: this.#clean(hop.url),
      headers: Object.fromEntries(headers),
    };
  }

  #cleanBytes(bytes: Uint8Array): Uint8Array {
    const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (!this.#secrets.some(secret => body.includes(secret))) return bytes;
    // One character for each byte, so that the rest stays what it is
    const text = this.#secrets.reduce(
      (cleaned, secret) =>
        cleaned.replaceAll(Buffer.from(secret).toString('latin1'), REMOVED),
      body.toString('latin1'),
    );
    return Buffer.from(text, 'latin1');
  }
}
