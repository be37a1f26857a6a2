import { PermissionName } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { LeadshopRolesServices } from './decision';
import { Clock, Membership } from './membership';
import { LeadshopRoles, permissionsFor, rolesFor } from './roles';

/**
 * Finds out what users may do by a role matrix.
 *
 * @public
 */
export interface LeadshopRolesReader {
  /**
   * What a user may do. What the catalog says is at most two seconds old; those
   * who are asked about at the same time are read together.
   *
   * @throws ServiceUnavailableError when the catalog cannot be read
   */
  permissionsOf(
    userRef: string,
    roles: LeadshopRoles,
  ): Promise<readonly PermissionName[]>;
  /** A reader that has asked the catalog nothing yet. */
  fresh(): LeadshopRolesReader;
}

/** See {@link LeadshopRolesReader}. */
export class RolesReader implements LeadshopRolesReader {
  readonly #services: LeadshopRolesServices;
  readonly #clock: Clock | undefined;
  readonly #membership: Membership;

  constructor(services: LeadshopRolesServices, clock?: Clock) {
    this.#services = services;
    this.#clock = clock;
    this.#membership = new Membership(services, clock);
  }

  async permissionsOf(
    userRef: string,
    roles: LeadshopRoles,
  ): Promise<readonly PermissionName[]> {
    const memberships = await this.#membership.under(roles, userRef);
    return permissionsFor(rolesFor(memberships.keys(), roles), roles);
  }

  fresh(): RolesReader {
    return new RolesReader(this.#services, this.#clock);
  }
}

/**
 * Reads memberships from the catalog, for a plugin that was handed a matrix.
 *
 * @public
 */
export function createLeadshopRolesReader(
  services: LeadshopRolesServices,
): LeadshopRolesReader {
  return new RolesReader(services);
}
