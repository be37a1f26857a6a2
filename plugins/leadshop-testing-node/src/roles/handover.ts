/*
 * Asking a policy about each of thousands of users, every two seconds, is more
 * than a permission service can answer. A policy that decides about LeadShop
 * Testing by the role matrix alone can hand the matrix over instead: asked for
 * `rolesHandover`, it answers with Backstage's conditional decision, "whoever has
 * any of these roles", and leaves finding out who that is to the plugin, for as
 * many users as it likes. Any other answer means that each user has to be asked
 * about. The framework keeps the matrix from users: they may ask for a decision
 * about one resource only, and of these there is none.
 */
import {
  AuthorizeResult,
  createPermission,
  PermissionCondition,
  PermissionCriteria,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  PERMISSION_NAMES,
  PLUGIN_ID,
  ROLE_NAMES,
  RoleName,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { z } from 'zod';
import { LeadshopRole, LeadshopRoles } from './roles';

const RESOURCE_TYPE = `${PLUGIN_ID}-roles`;
const RULE = 'HAS_ROLE';
/** The source of a grant whose setting another backend has read. */
const SOURCE = 'policy';

/**
 * What a policy is asked for, to learn whether it decides about LeadShop Testing
 * by the role matrix alone. Nobody can be granted it.
 *
 * @public
 */
export const rolesHandover = createPermission({
  name: `${PLUGIN_ID}.roles.handover`,
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE,
});

/** A role or permission that this version does not know makes it unreadable. */
const schema = z.object({
  result: z.literal(AuthorizeResult.CONDITIONAL),
  pluginId: z.literal(PLUGIN_ID),
  resourceType: z.literal(RESOURCE_TYPE),
  conditions: z.strictObject({
    anyOf: z.array(
      z.strictObject({
        rule: z.literal(RULE),
        resourceType: z.literal(RESOURCE_TYPE),
        params: z.strictObject({
          role: z.enum(ROLE_NAMES),
          members: z.array(z.string()),
          permissions: z.array(z.enum(PERMISSION_NAMES)),
        }),
      }),
    ),
  }),
});

/** The decision that hands this matrix over. */
export function handOver(roles: LeadshopRoles): PolicyDecision {
  const [first, ...others] = ROLE_NAMES.map(role => conditionOf(role, roles));
  const conditions: PermissionCriteria<PermissionCondition> = {
    anyOf: [first, ...others],
  };
  return {
    result: AuthorizeResult.CONDITIONAL,
    pluginId: PLUGIN_ID,
    resourceType: RESOURCE_TYPE,
    conditions,
  };
}

function conditionOf(role: RoleName, roles: LeadshopRoles) {
  const { members, permissions } = roles[role];
  return {
    rule: RULE,
    resourceType: RESOURCE_TYPE,
    params: {
      role,
      members: [...members.keys()],
      permissions: [...permissions.keys()],
    },
  };
}

/**
 * The matrix that a policy handed over when it was asked for
 * {@link rolesHandover}, or `undefined` when it did not: then it has to be asked
 * about each user.
 *
 * @public
 */
export function handedOverRoles(
  decision: PolicyDecision | undefined,
): LeadshopRoles | undefined {
  const { success, data } = schema.safeParse(decision);
  if (!success) return undefined;
  const given = new Map(
    data.conditions.anyOf.map(({ params }) => [params.role, params]),
  );
  const roles = ROLE_NAMES.map((role): [RoleName, LeadshopRole] => [
    role,
    {
      members: fromPolicy(given.get(role)?.members),
      permissions: fromPolicy(given.get(role)?.permissions),
    },
  ]);
  return Object.fromEntries(roles) as Record<RoleName, LeadshopRole>;
}

function fromPolicy<T>(values: readonly T[] = []): Map<T, string> {
  return new Map(values.map(value => [value, SOURCE]));
}
