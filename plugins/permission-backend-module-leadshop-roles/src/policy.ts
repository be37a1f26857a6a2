import { AuthService } from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import { LeadshopRolesDecision } from '@leadshop/backstage-plugin-leadshop-testing-node';

/**
 * The policy of a portal that has no other, which hands the matrix over: the matrix decides about LeadShop
 * Testing, and elsewhere every user reads and only admins do the rest.
 */
export class LeadshopRolesPolicy implements PermissionPolicy {
  readonly #matrix: LeadshopRolesDecision;
  readonly #auth: AuthService;

  constructor(matrix: LeadshopRolesDecision, auth: AuthService) {
    this.#matrix = matrix;
    this.#auth = auth;
  }

  async handle(
    request: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    return (
      this.#matrix.handOver(request) ??
      (await this.#matrix.decide(request, user)) ?? {
        result: (await this.#mayElsewhere(request, user))
          ? AuthorizeResult.ALLOW
          : AuthorizeResult.DENY,
      }
    );
  }

  async #mayElsewhere(
    { permission }: PolicyQuery,
    user: PolicyQueryUser | undefined,
  ): Promise<boolean> {
    if (!user || !this.#auth.isPrincipal(user.credentials, 'user')) {
      return false;
    }
    // A permission that does not say what it does is taken for a change
    if (permission.attributes.action === 'read') return true;
    const { roles } = await this.#matrix.explain(user.credentials);
    return roles.includes('admin');
  }
}
