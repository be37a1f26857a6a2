import {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  handedOverRoles,
  LeadshopRoles,
  rolesHandover,
} from '@leadshop/backstage-plugin-leadshop-testing-node';

/** The longest that a matrix is used, in milliseconds from the question. */
const HANDOVER_TTL_MS = 2_000;

/**
 * The role matrix that the portal's policy decides by, if it hands it over. It is
 * asked once for all users, on behalf of whichever of them comes first.
 */
export class RolesHandover {
  readonly #permissions: PermissionsService;
  #asked: { until: number; roles: Promise<LeadshopRoles | undefined> } = {
    until: -Infinity,
    roles: Promise.resolve(undefined),
  };

  constructor(permissions: PermissionsService) {
    this.#permissions = permissions;
  }

  /**
   * @param credentials - of a user
   * @returns undefined when each user has to be asked about, also when the
   * question failed: then those questions tell why.
   */
  roles(
    credentials: BackstageCredentials,
    now: number,
  ): Promise<LeadshopRoles | undefined> {
    if (now >= this.#asked.until) {
      this.#asked = {
        until: now + HANDOVER_TTL_MS,
        roles: this.#ask(credentials).catch(() => undefined),
      };
    }
    return this.#asked.roles;
  }

  async #ask(
    credentials: BackstageCredentials,
  ): Promise<LeadshopRoles | undefined> {
    const [decision] = await this.#permissions.authorizeConditional(
      [{ permission: rolesHandover }],
      { credentials },
    );
    return handedOverRoles(decision);
  }
}
