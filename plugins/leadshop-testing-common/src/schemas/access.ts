/*
 * Who may do what, and why: the role matrix in force, what the caller has, and
 * the settings in force.
 */
import { z } from 'zod';
import { PERMISSION_NAMES, PermissionName } from '../permissions';
import { ROLE_NAMES } from '../roles';

const permissionNameSchema = z.enum(
  PERMISSION_NAMES as [PermissionName, ...PermissionName[]],
);
const roleNameSchema = z.enum(ROLE_NAMES);

/** What gives somebody a permission. @public */
export const grantSchema = z
  .discriminatedUnion('by', [
    z.object({
      by: z.literal('role'),
      permission: permissionNameSchema,
      role: roleNameSchema,
      /** `default`, or the setting that gives the role this permission. */
      permission_source: z.string(),
      /** The member of the role that the caller is, directly or by a group. */
      member: z.string(),
      /** The setting that makes it a member. */
      member_source: z.string(),
      /** From the caller to that member, such as user, team, department. */
      through: z.array(z.string()),
    }),
    z.object({
      /** The portal's own policy allows it, not the role matrix. */
      by: z.literal('policy'),
      permission: permissionNameSchema,
    }),
    z.object({
      /** The token of a service: what its `accessRestrictions` leave. */
      by: z.literal('access_restrictions'),
      permission: permissionNameSchema,
    }),
  ])
  .meta({ id: 'Grant' });
/** What gives somebody a permission. @public */
export type Grant = z.infer<typeof grantSchema>;

/** `GET /me`: what the caller may do, and why. @public */
export const meSchema = z
  .object({
    user_ref: z.string(),
    kind: z.enum(['user', 'service']),
    roles: z.array(roleNameSchema),
    permissions: z.array(permissionNameSchema),
    /** At least one for each of `permissions`; several roles may give the same. */
    grants: z.array(grantSchema),
  })
  .meta({ id: 'Me' });
/** `GET /me`. @public */
export type Me = z.infer<typeof meSchema>;

/** A role of the matrix in force. @public */
export const matrixRoleSchema = z
  .object({
    name: roleNameSchema,
    permissions: z.array(
      z.object({
        name: permissionNameSchema,
        /** `default`, or the setting that gives it. */
        source: z.string(),
      }),
    ),
    members: z.array(
      z.object({
        ref: z.string(),
        /** The setting that makes it a member. */
        source: z.string(),
        /** Whether the catalog knows it; null when the catalog did not answer. */
        in_catalog: z.boolean().nullable(),
      }),
    ),
  })
  .meta({ id: 'MatrixRole' });
/** A role of the matrix in force. @public */
export type MatrixRole = z.infer<typeof matrixRoleSchema>;

/** `GET /roles`: the matrix in force. @public */
export const roleMatrixSchema = z
  .object({
    /** All nine, in the order of the matrix, with their ids in Backstage. */
    permissions: z.array(
      z.object({ name: permissionNameSchema, id: z.string() }),
    ),
    /** All five, also those without members. */
    roles: z.array(matrixRoleSchema),
    /**
     * Whether the portal's policy gives the caller what this matrix gives. False:
     * another policy decides. Null: the caller is no user, so this cannot be told.
     */
    agrees_with_policy: z.boolean().nullable(),
    timestamp: z.iso.datetime({ offset: true }),
  })
  .meta({ id: 'RoleMatrix' });
/** `GET /roles`. @public */
export type RoleMatrix = z.infer<typeof roleMatrixSchema>;

/** One setting in force. @public */
export const settingSchema = z
  .object({
    /** As in app-config, such as `leadshopTesting.execution.testTimeout`. */
    path: z.string(),
    /** Null: nothing is set, and there is no default; or it is a secret. */
    value: z
      .union([z.string(), z.number(), z.boolean(), z.array(z.string())])
      .nullable(),
    unit: z.enum(['milliseconds', 'bytes']).nullable(),
    source: z.enum(['app-config', 'default', 'sandbox']),
    /** Its value is never answered. */
    secret: z.boolean(),
    /** Whether there is a value; this is all that is told of a secret. */
    is_set: z.boolean(),
    /** What app-config says now differs and comes into force with a restart. */
    restart_needed: z.boolean(),
  })
  .meta({ id: 'Setting' });
/** One setting in force. @public */
export type Setting = z.infer<typeof settingSchema>;

/** `GET /config`: the settings in force, without secrets. @public */
export const settingsSchema = z
  .object({
    settings: z.array(settingSchema),
    /** Whether each outside service is the real one or played by the sandbox. */
    providers: z.array(
      z.object({ name: z.string(), mode: z.enum(['live', 'sandbox']) }),
    ),
    timestamp: z.iso.datetime({ offset: true }),
  })
  .meta({ id: 'Settings' });
/** `GET /config`. @public */
export type Settings = z.infer<typeof settingsSchema>;
