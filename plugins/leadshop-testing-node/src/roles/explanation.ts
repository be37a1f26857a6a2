import {
  PermissionName,
  RoleName,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Memberships } from './membership';
import { LeadshopRoles, permissionsFor, rolesFor } from './roles';

/** One way by which somebody has a permission. @public */
export interface LeadshopGrant {
  permission: PermissionName;
  role: RoleName;
  /** `default`, or the config path that gives the role this permission. */
  permission_source: string;
  /** What makes the user have the role: itself or a group above it. */
  member: string;
  /** The config path that names this member. */
  member_source: string;
  /** From the user up to the member. */
  through: string[];
}

/** What somebody is and may do here. @public */
export interface LeadshopRolesOfUser {
  user_ref: string;
  roles: RoleName[];
  permissions: PermissionName[];
  /** Every way by which each of the permissions is given. */
  grants: LeadshopGrant[];
}

/** What the matrix gives to somebody, and why. */
export function explainRoles(
  userRef: string,
  memberships: Memberships,
  matrix: LeadshopRoles,
): LeadshopRolesOfUser {
  const roles = rolesFor(memberships.keys(), matrix);
  const permissions = permissionsFor(roles, matrix);
  const members = roles.flatMap(role =>
    [...matrix[role].members]
      .filter(([ref]) => memberships.has(ref))
      .map(([member, source]) => ({
        role,
        member,
        member_source: source,
        through: pathTo(member, memberships),
      })),
  );
  return {
    user_ref: userRef,
    roles,
    permissions,
    grants: permissions.flatMap(permission =>
      members.flatMap(({ role, ...member }) => {
        const source = matrix[role].permissions.get(permission);
        return source === undefined
          ? []
          : [{ permission, role, permission_source: source, ...member }];
      }),
    ),
  };
}

function pathTo(member: string, memberships: Memberships): string[] {
  const path = [];
  let at: string | undefined = member;
  while (at !== undefined) {
    path.unshift(at);
    at = memberships.get(at);
  }
  return path;
}
