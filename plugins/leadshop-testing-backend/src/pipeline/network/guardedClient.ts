import {
  FetchedSite,
  ProviderError,
  SiteHop,
  SiteProvider,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { ProviderMode } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { AllowedHost } from '../../config';
import { AddressProblem, publicAddressProblem } from './addresses';
import { Authorities } from './authorities';
import { readBoundedBody, UnknownEncoding } from './boundedBody';
import {
  connectTo,
  ForbiddenAddress,
  judgedAddresses,
  resolveBySystem,
  ResolveName,
} from './connection';
import { Deadline, untilAborted } from './deadline';
import { SiteCredential, SiteCredentials } from './siteCredential';
import { badSite, blockedAddress, siteFailure } from './siteFailures';
import { redirectOf, requestHop } from './siteHop';
import { judgeSiteUrl, SiteTarget, SiteUrlRules, WEB_PORTS } from './siteUrls';

/** Bounds of one fetch, redirects included. */
export interface GuardedClientLimits {
  maxBytes: number;
  maxMs: number;
  maxRedirects: number;
}

/** How the client is set up; what differs in tests alone comes last. */
export interface GuardedClientOptions {
  allowedHosts: readonly AllowedHost[];
  /** Without it, no site is sent a credential. */
  credentials?: SiteCredentials;
  resolve?: ResolveName;
  addressProblem?: AddressProblem;
  ports?: readonly number[];
  limits?: Partial<GuardedClientLimits>;
}

const DEFAULT_LIMITS: GuardedClientLimits = {
  maxBytes: 5 * 1024 * 1024,
  maxMs: 15_000,
  maxRedirects: 5,
};

/** One fetch on its way. */
interface Journey {
  hops: SiteHop[];
  mode: ProviderMode;
  /** The host that is being asked. */
  host: string;
  /** Sent for as long as the journey is at home. */
  credential: SiteCredential | undefined;
}

class GuardedClient implements SiteProvider {
  readonly #resolve: ResolveName;
  readonly #rules: SiteUrlRules;
  readonly #limits: GuardedClientLimits;
  readonly #credentials: SiteCredentials | undefined;
  readonly #authorities = new Authorities();

  constructor(options: GuardedClientOptions) {
    this.#credentials = options.credentials;
    this.#resolve = options.resolve ?? resolveBySystem;
    this.#rules = {
      allowedHosts: options.allowedHosts,
      addressProblem: options.addressProblem ?? publicAddressProblem,
      ports: options.ports ?? WEB_PORTS,
    };
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
  }

  async fetch(
    url: string,
    options: { signal: AbortSignal; maxBytes?: number },
  ): Promise<FetchedSite> {
    options.signal.throwIfAborted();
    const credential = await this.#credentialFor(url);
    options.signal.throwIfAborted();
    const journey: Journey = {
      hops: [],
      mode: 'live',
      host: 'The site',
      credential,
    };
    const startedAt = performance.now();
    const deadline = new Deadline(options.signal, this.#limits.maxMs);
    const maxBytes = Math.min(
      options.maxBytes ?? this.#limits.maxBytes,
      this.#limits.maxBytes,
    );
    try {
      const fetched = await this.#follow(
        url,
        journey,
        maxBytes,
        deadline.signal,
      );
      return {
        ...(credential ? credential.removeFrom(fetched) : fetched),
        duration_ms: Math.round(performance.now() - startedAt),
      };
    } catch (error) {
      if (options.signal.aborted) throw options.signal.reason;
      throw this.#failure(error, journey, deadline.expired);
    } finally {
      deadline.dispose();
    }
  }

  async #credentialFor(url: string): Promise<SiteCredential | undefined> {
    if (!this.#credentials) return undefined;
    return SiteCredential.of(judgeSiteUrl(url, this.#rules), this.#credentials);
  }

  async #follow(
    url: string,
    journey: Journey,
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<Omit<FetchedSite, 'duration_ms'>> {
    const seen = new Set<string>();
    let next = url;
    for (;;) {
      const target = this.#judge(next, journey);
      target.url.hash = '';
      if (seen.has(target.url.href)) {
        throw badSite(target.host, journey.mode, 'it redirects in a circle');
      }
      seen.add(target.url.href);
      const socket = await this.#connect(target, signal);
      try {
        const { hop, response } = await requestHop(target, socket, {
          signal,
          credential: journey.credential,
        });
        journey.hops.push(hop);
        const location = redirectOf(hop);
        if (location === undefined) {
          const read = await readBoundedBody(response, maxBytes);
          const { hops, mode } = journey;
          return { mode, final_url: hop.url, hops, ...read };
        }
        next = this.#nextUrl(location, target, journey);
      } finally {
        socket.destroy();
      }
    }
  }

  #judge(url: string, journey: Journey): SiteTarget {
    const judged = judgeSiteUrl(url, this.#rules);
    if ('problem' in judged) {
      throw blockedAddress(
        judged.problem,
        journey.mode,
        journey.hops.length > 0,
      );
    }
    journey.host = judged.host;
    if (judged.url.origin !== journey.credential?.origin) {
      journey.credential = undefined;
    }
    // Whatever touched the sandbox says nothing about the live world
    if (judged.allowed?.mode === 'sandbox') journey.mode = 'sandbox';
    return judged;
  }

  async #connect(target: SiteTarget, signal: AbortSignal) {
    const addresses = await judgedAddresses(
      target,
      this.#resolve,
      this.#rules.addressProblem,
      signal,
    );
    const ca =
      target.url.protocol === 'https:'
        ? await untilAborted(signal, this.#authorities.of(target.allowed))
        : undefined;
    return connectTo(target, addresses, ca, signal);
  }

  #nextUrl(location: string, target: SiteTarget, journey: Journey): string {
    if (!URL.canParse(location, target.url)) {
      throw badSite(
        target.host,
        journey.mode,
        'it redirects to something that is not a web address',
      );
    }
    if (journey.hops.length > this.#limits.maxRedirects) {
      throw badSite(
        target.host,
        journey.mode,
        `it redirects more than ${this.#limits.maxRedirects} times`,
      );
    }
    return new URL(location, target.url).href;
  }

  #failure(error: unknown, journey: Journey, expired: boolean): ProviderError {
    const { host, mode, hops } = journey;
    if (expired) {
      const seconds = this.#limits.maxMs / 1000;
      return badSite(
        host,
        mode,
        `it takes longer than the ${seconds} s that a site has`,
        true,
      );
    }
    if (error instanceof ProviderError) return error;
    if (error instanceof ForbiddenAddress) {
      return blockedAddress(error.message, mode, hops.length > 0);
    }
    if (error instanceof UnknownEncoding) {
      return badSite(
        host,
        mode,
        `it answers in an encoding that was not asked for (${error.message})`,
      );
    }
    return siteFailure(host, mode, error);
  }
}

/**
 * The only way to an address that a lead gave: checks scheme, port and every
 * address that the name resolves to, connects to what was checked, checks each
 * redirect anew, and stops at 5 redirects, 5 MiB and 15 s. A stored credential goes
 * to the origin that it was stored for and nowhere else.
 */
export function createGuardedClient(
  options: GuardedClientOptions,
): SiteProvider {
  return new GuardedClient(options);
}
