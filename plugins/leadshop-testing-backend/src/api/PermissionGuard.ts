/*
 * Who may do what. Every route and every channel asks here, and nothing else
 * decides. A decision of Backstage's framework is a call over HTTP, so decisions
 * are kept for two seconds per principal. The policy of the role matrix keeps
 * what it knows of groups for two more, so a withdrawn permission lives on for
 * four seconds and two calls at most: less than the five that are promised.
 */
import {
  AuthService,
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  AuthenticationError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  PERMISSION_NAMES,
  PermissionName,
  permissions as ours,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** The longest that a decision is kept, in milliseconds. */
export const DECISION_TTL_MS = 2_000;
const MAX_PRINCIPALS = 10_000;

type Granted = ReadonlySet<PermissionName>;

/** Asks Backstage's permission framework and keeps its answers for a moment. */
export class PermissionGuard {
  readonly #permissions: PermissionsService;
  readonly #auth: AuthService;
  readonly #now: () => number;
  readonly #kept = new Map<
    string,
    { until: number; granted: Promise<Granted> }
  >();

  constructor(options: {
    permissions: PermissionsService;
    auth: AuthService;
    /** Default: a clock that is never set back, or decisions would live on. */
    now?: () => number;
  }) {
    this.#permissions = options.permissions;
    this.#auth = options.auth;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Who is calling: a user's entity ref, or `service:<subject>`. */
  principalRef(credentials: BackstageCredentials): string {
    if (this.#auth.isPrincipal(credentials, 'user')) {
      return credentials.principal.userEntityRef;
    }
    if (this.#auth.isPrincipal(credentials, 'service')) {
      return `service:${credentials.principal.subject}`;
    }
    throw new AuthenticationError('Sign in first: no user or service is known');
  }

  /**
   * All permissions of ours that the caller has.
   *
   * @param options - `fresh`: asks the framework now, whatever is kept
   * @throws ServiceUnavailableError when the framework does not answer
   */
  async granted(
    credentials: BackstageCredentials,
    options: { fresh?: boolean } = {},
  ): Promise<Granted> {
    const key = this.keyOf(credentials);
    const now = this.#now();
    const kept = this.#kept.get(key);
    if (kept && kept.until > now && !options.fresh) return kept.granted;

    const granted = this.#ask(credentials);
    this.#kept.delete(key);
    if (this.#kept.size >= MAX_PRINCIPALS) {
      const [oldest] = this.#kept.keys();
      this.#kept.delete(oldest);
    }
    this.#kept.set(key, { until: now + DECISION_TTL_MS, granted });
    // A failure must not be kept; what was answered since must
    granted.catch(() => {
      if (this.#kept.get(key)?.granted === granted) this.#kept.delete(key);
    });
    return granted;
  }

  /**
   * The same for those who may do the same: two tokens of one service may be
   * restricted differently.
   */
  keyOf(credentials: BackstageCredentials): string {
    const ref = this.principalRef(credentials);
    if (!this.#auth.isPrincipal(credentials, 'service')) return ref;
    return JSON.stringify([ref, credentials.principal.accessRestrictions]);
  }

  async #ask(credentials: BackstageCredentials): Promise<Granted> {
    const decisions = await this.#permissions
      .authorize(
        PERMISSION_NAMES.map(name => ({ permission: ours[name] })),
        { credentials },
      )
      .catch(error => {
        if (error.name === 'AuthenticationError') throw error;
        throw new ServiceUnavailableError(
          "The portal's permission service did not say what you may do; try again in a moment",
          error,
        );
      });
    return new Set(
      PERMISSION_NAMES.filter(
        (_, i) => decisions[i].result === AuthorizeResult.ALLOW,
      ),
    );
  }

  /** Whether the caller has any of these permissions. */
  async has(
    credentials: BackstageCredentials,
    ...names: PermissionName[]
  ): Promise<boolean> {
    const granted = await this.granted(credentials);
    return names.some(name => granted.has(name));
  }

  /**
   * Lets the caller pass or not. Of several permissions any is enough.
   *
   * @throws NotAllowedError naming the permission that is missing.
   */
  async require(
    credentials: BackstageCredentials,
    ...names: PermissionName[]
  ): Promise<void> {
    if (!(await this.has(credentials, ...names))) {
      const any = names.map(name => `'${name}'`).join(' or ');
      throw new NotAllowedError(`Permission ${any} required`);
    }
  }
}
