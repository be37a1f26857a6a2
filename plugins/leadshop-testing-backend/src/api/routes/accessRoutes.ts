/*
 * What somebody may do and why, the role matrix, and the settings. Permissions
 * are always those of Backstage's framework; the matrix only explains them.
 */
import {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  Grant,
  meSchema,
  PERMISSION_NAMES,
  permissionId,
  PermissionName,
  ROLE_NAMES,
  RoleMatrix,
  roleMatrixSchema,
  settingsSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { LeadshopRolesDecision } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { SettingsInForce } from '../../config';
import { PermissionGuard } from '../PermissionGuard';
import { Routes } from '../Routes';

/** `GET /me`, `GET /roles` and `GET /config`. */
export function addAccessRoutes(
  routes: Routes,
  options: {
    auth: AuthService;
    catalog: CatalogService;
    guard: PermissionGuard;
    matrix: LeadshopRolesDecision;
    settings: SettingsInForce;
  },
): void {
  const { auth, catalog, guard, matrix, settings } = options;

  /** What the matrix says of the caller; nothing of one that is no user. */
  const explained = async (credentials: BackstageCredentials) =>
    auth.isPrincipal(credentials, 'user')
      ? matrix.explain(credentials)
      : undefined;

  routes.add({
    method: 'get',
    path: '/me',
    summary: 'Who is calling, what they may do, and what gives it to them',
    description:
      'A permission of a user that no role gives is said to be from the policy of the portal.',
    permission: 'signed-in',
    answers: meSchema,
    async handle({ credentials, principal }) {
      const granted = await guard.granted(credentials);
      const permissions = PERMISSION_NAMES.filter(name => granted.has(name));
      const user = await explained(credentials);
      const grants = permissions.flatMap((permission): Grant[] => {
        if (!user) return [{ by: 'access_restrictions', permission }];
        const byRoles = user.grants.filter(g => g.permission === permission);
        return byRoles.length > 0
          ? byRoles.map(grant => ({ by: 'role', ...grant }))
          : [{ by: 'policy', permission }];
      });
      return {
        user_ref: principal,
        kind: user ? 'user' : 'service',
        roles: user?.roles ?? [],
        permissions,
        grants,
      };
    },
  });

  routes.add({
    method: 'get',
    path: '/roles',
    summary:
      'The role matrix in force, and which setting gives each part of it',
    permission: 'manage_users',
    answers: roleMatrixSchema,
    async handle({ credentials }): Promise<RoleMatrix> {
      const granted = await guard.granted(credentials);
      const user = await explained(credentials);
      const members = ROLE_NAMES.flatMap(name => [
        ...matrix.roles[name].members.keys(),
      ]);
      const known = await inCatalog(members, { auth, catalog });
      return {
        permissions: PERMISSION_NAMES.map(name => ({
          name,
          id: permissionId(name),
        })),
        roles: ROLE_NAMES.map(name => ({
          name,
          permissions: PERMISSION_NAMES.flatMap(permission => {
            const source = matrix.roles[name].permissions.get(permission);
            return source === undefined ? [] : [{ name: permission, source }];
          }),
          members: [...matrix.roles[name].members].map(([ref, source]) => ({
            ref,
            source,
            in_catalog: known ? known.has(ref) : null,
          })),
        })),
        agrees_with_policy: user ? sameAs(granted, user.permissions) : null,
        timestamp: new Date().toISOString(),
      };
    },
  });

  routes.add({
    method: 'get',
    path: '/config',
    summary: 'The settings in force, without secrets',
    description:
      'A secret is there without its value: `is_set` says whether it has one.',
    permission: 'manage_system_config',
    answers: settingsSchema,
    async handle() {
      return { ...settings.read(), timestamp: new Date().toISOString() };
    },
  });
}

function sameAs(
  granted: ReadonlySet<PermissionName>,
  permissions: readonly PermissionName[],
): boolean {
  return (
    granted.size === permissions.length &&
    permissions.every(name => granted.has(name))
  );
}

/** Those that the catalog has; undefined when it does not answer. */
async function inCatalog(
  refs: readonly string[],
  { auth, catalog }: { auth: AuthService; catalog: CatalogService },
): Promise<ReadonlySet<string> | undefined> {
  if (refs.length === 0) return new Set();
  try {
    const { items } = await catalog.getEntitiesByRefs(
      { entityRefs: [...refs], fields: ['kind'] },
      { credentials: await auth.getOwnServiceCredentials() },
    );
    return new Set(refs.filter((_, index) => items[index] !== undefined));
  } catch {
    // The answer says so: the matrix is in force all the same
    return undefined;
  }
}
