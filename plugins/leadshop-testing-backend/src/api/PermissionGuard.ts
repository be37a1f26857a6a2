/*
 * Who may do what. Every route and every channel asks here, and nothing else
 * decides. A decision of Backstage's framework is a call over HTTP, so decisions
 * are kept for two seconds per principal. The policy may keep what it knows of
 * groups for two more, so a withdrawn permission lives on for four seconds and
 * two calls at most: less than the five that are promised.
 *
 * A policy that hands its role matrix over is asked for that alone, once for all
 * users, and the catalog tells who has which role. Matrix and groups are at most
 * two seconds old, and nothing is kept of what is made of them.
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
import { LeadshopRolesReader } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { RolesHandover } from './RolesHandover';

/** The longest that a decision is kept, in milliseconds. */
export const DECISION_TTL_MS = 2_000;
const MAX_PRINCIPALS = 10_000;
/** Of the portal's own backends; config/portal.ts sees to it that no token has it. */
const OWN_SUBJECT = 'plugin:';
const UNRESTRICTED =
  'This token restricts nothing, so LeadShop Testing gives it nothing: add accessRestrictions with plugin: leadshop-testing and the permissions it needs to its entry in backend.auth.externalAccess';
/**
 * Users whose groups are read together, in questions that the catalog gets side by
 * side: one after the other they would take too long while the backend is busy.
 */
const READ_AT_ONCE = 2_000;
/** Principals that the framework is asked about at once. */
const ASKED_AT_ONCE = 32;

type Granted = ReadonlySet<PermissionName>;

/** Answers about many principals, past everything that is kept. */
export interface FreshDecisions {
  /** Principals that may be asked about at once. */
  atOnce: number;
  granted(credentials: BackstageCredentials): Promise<Granted>;
}

/** Asks Backstage's permission framework and keeps its answers for a moment. */
export class PermissionGuard {
  readonly #permissions: PermissionsService;
  readonly #auth: AuthService;
  readonly #reader: LeadshopRolesReader | undefined;
  readonly #handover: RolesHandover;
  readonly #now: () => number;
  readonly #kept = new Map<
    string,
    { until: number; granted: Promise<Granted> }
  >();

  constructor(options: {
    permissions: PermissionsService;
    auth: AuthService;
    /** Left out: each principal is asked about, whatever the policy is. */
    reader?: LeadshopRolesReader;
    /** Default: a clock that is never set back, or decisions would live on. */
    now?: () => number;
  }) {
    this.#permissions = options.permissions;
    this.#auth = options.auth;
    this.#reader = options.reader;
    this.#handover = new RolesHandover(options.permissions);
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
   * Backstage lets a service whose token restricts nothing do everything. Here it
   * gets nothing: whoever makes a token says what it is for. The portal's own
   * backends have no such tokens, and come in.
   *
   * @throws NotAllowedError that says what to set.
   */
  admit(credentials: BackstageCredentials): void {
    if (!this.#auth.isPrincipal(credentials, 'service')) return;
    const { accessRestrictions, subject } = credentials.principal;
    if (accessRestrictions || subject.startsWith(OWN_SUBJECT)) return;
    throw new NotAllowedError(UNRESTRICTED);
  }

  /**
   * All permissions of ours that the caller has.
   *
   * @throws ServiceUnavailableError when the framework does not answer
   * @throws NotAllowedError for a service that {@link admit} does not let in
   */
  async granted(credentials: BackstageCredentials): Promise<Granted> {
    if (this.#reader && this.#auth.isPrincipal(credentials, 'user')) {
      const { userEntityRef } = credentials.principal;
      const roles = await this.#handover.roles(credentials, this.#now());
      if (roles) {
        return new Set(await this.#reader.permissionsOf(userEntityRef, roles));
      }
    }
    const kept = this.#kept.get(this.keyOf(credentials));
    return kept && kept.until > this.#now()
      ? kept.granted
      : this.#askAndKeep(credentials);
  }

  /**
   * Answers about these principals that nothing kept is part of.
   *
   * @param principals - on behalf of one of them the policy is asked for the roles
   */
  async anew(
    principals: readonly BackstageCredentials[],
  ): Promise<FreshDecisions> {
    const user = principals.find(each => this.#auth.isPrincipal(each, 'user'));
    const roles =
      this.#reader &&
      user &&
      (await new RolesHandover(this.#permissions).roles(user, this.#now()));
    const reader = this.#reader?.fresh();
    return {
      atOnce: roles ? READ_AT_ONCE : ASKED_AT_ONCE,
      granted: async credentials =>
        roles && reader && this.#auth.isPrincipal(credentials, 'user')
          ? new Set(
              await reader.permissionsOf(
                credentials.principal.userEntityRef,
                roles,
              ),
            )
          : this.#askAndKeep(credentials),
    };
  }

  async #askAndKeep(credentials: BackstageCredentials): Promise<Granted> {
    this.admit(credentials);
    const key = this.keyOf(credentials);
    const until = this.#now() + DECISION_TTL_MS;
    const granted = this.#ask(credentials);
    this.#kept.delete(key);
    if (this.#kept.size >= MAX_PRINCIPALS) {
      const [oldest] = this.#kept.keys();
      this.#kept.delete(oldest);
    }
    this.#kept.set(key, { until, granted });
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
