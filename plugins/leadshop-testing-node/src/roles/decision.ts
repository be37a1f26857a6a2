import {
  AuthService,
  BackstageCredentials,
  BackstageUserPrincipal,
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  AuthorizeResult,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import {
  permissionId,
  PLUGIN_ID,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { explainRoles, LeadshopRolesOfUser } from './explanation';
import { handOver, rolesHandover } from './handover';
import { Clock, Membership } from './membership';
import { readRoles, LeadshopRoles } from './roles';

/** The services that {@link createLeadshopRolesDecision} needs. @public */
export interface LeadshopRolesServices {
  auth: AuthService;
  /** Who is in which group, and which group is above which. */
  catalog: CatalogService;
  logger: LoggerService;
}

/**
 * Decides by the role matrix of `leadshopTesting.roles`.
 *
 * @public
 */
export interface LeadshopRolesDecision {
  /** The matrix in force; a change of app-config changes it. */
  readonly roles: LeadshopRoles;
  /**
   * Allows or denies a permission of LeadShop Testing, and answers
   * `undefined` to any other, so that a company's own policy can ask here
   * first and decide the rest itself.
   *
   * Backstage does not ask a policy about services, only about users;
   * somebody who is not a user is denied.
   */
  decide(
    request: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision | undefined>;
  /**
   * Hands the matrix over when that is what the request is for, and answers
   * `undefined` to any other. A policy that gives and takes nothing beside
   * {@link LeadshopRolesDecision.decide} asks here before that: then thousands of
   * users can be watched. One that says more about our permissions must not.
   */
  handOver(request: PolicyQuery): PolicyDecision | undefined;
  /** The roles and permissions of a user, at most two seconds old. */
  explain(
    credentials: BackstageCredentials<BackstageUserPrincipal>,
  ): Promise<LeadshopRolesOfUser>;
}

/** See {@link LeadshopRolesDecision}. */
export class RoleMatrix implements LeadshopRolesDecision {
  #roles: LeadshopRoles;
  readonly #auth: AuthService;
  readonly #membership: Membership;

  constructor(
    config: RootConfigService,
    services: LeadshopRolesServices,
    clock?: Clock,
  ) {
    this.#roles = readRoles(config);
    this.#auth = services.auth;
    this.#membership = new Membership(services, clock);
    // For as long as the backend lives; nothing in Backstage takes a policy away
    config.subscribe?.(() => this.#reread(config, services.logger));
  }

  get roles(): LeadshopRoles {
    return this.#roles;
  }

  /** A mistake must not lock everybody out, nor let anybody in. */
  #reread(config: RootConfigService, logger: LoggerService) {
    try {
      this.#roles = readRoles(config);
    } catch (error) {
      logger.error(
        'The changed leadshopTesting.roles are not in force because of a mistake in them; the ones before still are',
        isError(error) ? error : undefined,
      );
    }
  }

  async decide(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision | undefined> {
    if (!permission.name.startsWith(`${PLUGIN_ID}.`)) {
      return undefined;
    }
    if (!user || !this.#auth.isPrincipal(user.credentials, 'user')) {
      return { result: AuthorizeResult.DENY };
    }
    const { permissions } = await this.explain(user.credentials);
    return {
      result: permissions.some(name => permissionId(name) === permission.name)
        ? AuthorizeResult.ALLOW
        : AuthorizeResult.DENY,
    };
  }

  handOver({ permission }: PolicyQuery): PolicyDecision | undefined {
    return permission.name === rolesHandover.name
      ? handOver(this.#roles)
      : undefined;
  }

  async explain({
    principal,
  }: BackstageCredentials<BackstageUserPrincipal>): Promise<LeadshopRolesOfUser> {
    const { userEntityRef } = principal;
    const memberships = await this.#membership.under(
      this.#roles,
      userEntityRef,
    );
    return explainRoles(userEntityRef, memberships, this.#roles);
  }
}

/**
 * Reads the matrix and gives the function that decides by it.
 *
 * @example
 * ```ts
 * const leadshop = createLeadshopRolesDecision(config, services);
 * class CompanyPolicy implements PermissionPolicy {
 *   async handle(request: PolicyQuery, user?: PolicyQueryUser) {
 *     return (await leadshop.decide(request, user)) ?? decideTheRest(request, user);
 *   }
 * }
 * ```
 *
 * @throws InputError when the matrix has an unknown role, an unknown
 * permission or a member that is no user and no group
 * @public
 */
export function createLeadshopRolesDecision(
  config: RootConfigService,
  services: LeadshopRolesServices,
): LeadshopRolesDecision {
  return new RoleMatrix(config, services);
}
