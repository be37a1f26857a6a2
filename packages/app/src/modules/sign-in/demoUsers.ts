import {
  DEFAULT_ROLE_PERMISSIONS,
  PERMISSION_NAMES,
  PermissionName,
  RoleName,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** One card of the demo sign-in page. */
export interface DemoUser {
  /** What the demo provider is asked for: the name of the catalog user. */
  name: string;
  title: string;
  summary: string;
  /** What the role may do unless app-config says otherwise. */
  permissions: readonly PermissionName[];
}

function withRole(
  name: string,
  role: RoleName,
  title: string,
  summary: string,
): DemoUser {
  return { name, title, summary, permissions: DEFAULT_ROLE_PERMISSIONS[role] };
}

/** One user per role of the matrix, and one who has none. */
export const DEMO_USERS: readonly DemoUser[] = [
  withRole(
    'admin',
    'admin',
    'Admin',
    'Everything, settings and audit log included.',
  ),
  withRole(
    'qa-manager',
    'qa_manager',
    'QA manager',
    'Runs tests, imports leads in bulk and reads the audit log.',
  ),
  withRole(
    'qa-tester',
    'qa_tester',
    'QA tester',
    'Runs pipeline tests and looks after the leads. Start here.',
  ),
  withRole(
    'developer',
    'developer',
    'Developer',
    'Runs tests and watches the system behind them.',
  ),
  withRole('viewer', 'viewer', 'Viewer', 'Looks at results, changes nothing.'),
  {
    name: 'no-role',
    title: 'No role',
    summary: 'Signed in, but nobody gave this user a role.',
    permissions: [],
  },
];

/** The permissions of a card in words, short enough to read at a glance. */
export function permissionsInWords(
  permissions: readonly PermissionName[],
): string[] {
  if (permissions.length === PERMISSION_NAMES.length) {
    return [`all ${PERMISSION_NAMES.length} permissions`];
  }
  if (permissions.length === 0) {
    return ['no permissions'];
  }
  return permissions.map(permission => permission.replace(/_/g, ' '));
}
