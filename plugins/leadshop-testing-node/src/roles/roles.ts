/*
 * The role matrix as app-config gives it: pure reading and looking up, without
 * a service, so that the policy, the API and a company's own code agree.
 */
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  DEFAULT_ROLE_PERMISSIONS,
  PERMISSION_NAMES,
  PermissionName,
  ROLE_NAMES,
  RoleName,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { z } from 'zod';

const ROLES_PATH = 'leadshopTesting.roles';

/** What a grant's source says when no setting gives it. */
const DEFAULT_SOURCE = 'default';

/** One role of the matrix in force. @public */
export interface LeadshopRole {
  /**
   * Users and groups as normalised entity references, each with the config path
   * that makes it a member.
   */
  members: ReadonlyMap<string, string>;
  /** Each with the config path that gives it, or `default`. */
  permissions: ReadonlyMap<PermissionName, string>;
}

/** The whole matrix in force; every role is there. @public */
export type LeadshopRoles = Readonly<Record<RoleName, LeadshopRole>>;

const schema = z
  .partialRecord(
    z.enum(ROLE_NAMES),
    z.strictObject({
      members: z.array(z.string()).optional(),
      permissions: z.array(z.enum(PERMISSION_NAMES)).optional(),
    }),
  )
  .optional();

function fail(path: string, problem: string): never {
  throw new InputError(`Invalid configuration at ${path}: ${problem}`);
}

function explainIssue(issue: z.core.$ZodIssue, value: unknown): never {
  const path = [ROLES_PATH, ...issue.path.map(String)].join('.');
  const given = issue.path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
  switch (issue.code) {
    case 'unrecognized_keys':
      return fail(
        `${path}.${issue.keys[0]}`,
        issue.path.length === 0
          ? `there is no such role; the roles are ${ROLE_NAMES.join(', ')}`
          : 'there is no such setting; a role has members and permissions',
      );
    case 'invalid_value':
      return fail(
        path,
        `there is no permission '${String(
          given,
        )}'; the permissions are ${PERMISSION_NAMES.join(', ')}`,
      );
    default:
      return fail(path, issue.message);
  }
}

function readMember(member: string, path: string): string {
  const fix = `write user:<namespace>/<name> or group:<namespace>/<name>, for example group:default/leadshop-admins`;
  let ref;
  try {
    ref = parseEntityRef(member, { defaultNamespace: 'default' });
  } catch {
    return fail(path, `'${member}' is not an entity reference; ${fix}`);
  }
  if (!['user', 'group'].includes(ref.kind.toLocaleLowerCase('en-US'))) {
    return fail(path, `'${member}' is neither a user nor a group; ${fix}`);
  }
  return stringifyEntityRef(ref);
}

/**
 * Reads `leadshopTesting.roles`. A role that is not mentioned has its default
 * permissions and no members.
 *
 * @throws InputError naming the config path and what to write instead.
 * @public
 */
export function readRoles(config: Config): LeadshopRoles {
  const value = config.getOptional(ROLES_PATH);
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    return explainIssue(parsed.error.issues[0], value);
  }
  const roles = ROLE_NAMES.map((name): [RoleName, LeadshopRole] => {
    const given = parsed.data?.[name];
    return [
      name,
      {
        members: new Map(
          given?.members?.map((member, index) => {
            const path = `${ROLES_PATH}.${name}.members.${index}`;
            return [readMember(member, path), path] as const;
          }),
        ),
        permissions: new Map(
          given?.permissions?.map(
            (permission, index) =>
              [
                permission,
                `${ROLES_PATH}.${name}.permissions.${index}`,
              ] as const,
          ) ??
            DEFAULT_ROLE_PERMISSIONS[name].map(
              permission => [permission, DEFAULT_SOURCE] as const,
            ),
        ),
      },
    ];
  });
  return Object.fromEntries(roles) as Record<RoleName, LeadshopRole>;
}

/**
 * The roles of somebody, in the order of the matrix.
 *
 * @param refs - everything that the person is: the user and all its groups,
 * as normalised entity references
 * @public
 */
export function rolesFor(
  refs: Iterable<string>,
  roles: LeadshopRoles,
): RoleName[] {
  const all = [...refs];
  return ROLE_NAMES.filter(name =>
    all.some(ref => roles[name].members.has(ref)),
  );
}

/** What somebody with these roles may do: the union. @public */
export function permissionsFor(
  names: Iterable<RoleName>,
  roles: LeadshopRoles,
): PermissionName[] {
  const all = [...names];
  return PERMISSION_NAMES.filter(permission =>
    all.some(name => roles[name].permissions.has(permission)),
  );
}
