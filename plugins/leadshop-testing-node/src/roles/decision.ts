import {
  AuthService,
  BackstageCredentials,
  BackstageUserPrincipal,
  LoggerService,
  RootConfigService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
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
  PermissionName,
  permissionId,
  PLUGIN_ID,
  RoleName,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Clock, Membership } from './membership';
import { permissionsFor, readRoles, rolesFor, LeadshopRoles } from './roles';

/** The services that {@link createLeadshopRolesDecision} needs. @public */
export interface LeadshopRolesServices {
  auth: AuthService;
  /** For the groups above a user's own. */
  catalog: CatalogService;
  logger: LoggerService;
  userInfo: UserInfoService;
}

/** What somebody is and may do here. @public */
export interface LeadshopRolesOfUser {
  user_ref: string;
  roles: RoleName[];
  permissions: PermissionName[];
}

/**
 * Decides by the role matrix of `leadshopTesting.roles`.
 *
 * @public
 */
export interface LeadshopRolesDecision {
  /** The matrix in force. */
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
  /** The roles and permissions of a user, at most five seconds old. */
  explain(
    credentials: BackstageCredentials<BackstageUserPrincipal>,
  ): Promise<LeadshopRolesOfUser>;
}

/** See {@link LeadshopRolesDecision}. */
export class RoleMatrix implements LeadshopRolesDecision {
  readonly roles: LeadshopRoles;
  readonly #auth: AuthService;
  readonly #membership: Membership;

  constructor(
    config: RootConfigService,
    services: LeadshopRolesServices,
    clock?: Clock,
  ) {
    this.roles = readRoles(config);
    this.#auth = services.auth;
    this.#membership = new Membership(services, clock);
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

  async explain(
    credentials: BackstageCredentials<BackstageUserPrincipal>,
  ): Promise<LeadshopRolesOfUser> {
    const refs = await this.#membership.refsOf(credentials);
    const roles = rolesFor(refs, this.roles);
    return {
      user_ref: credentials.principal.userEntityRef,
      roles,
      permissions: permissionsFor(roles, this.roles),
    };
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
