import {
  DEFAULT_ROLE_PERMISSIONS,
  PERMISSION_NAMES,
  permissionId,
  ROLE_NAMES,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  AuditEvent,
  AuditVerification,
  Credential,
  RoleMatrix,
  Setting,
  Settings,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { testId } from './executions';

const AT = '2026-03-01T10:00:00.000Z';

/** The matrix of PRP-013, with one member in each role. */
export const DEFAULT_MATRIX: RoleMatrix = {
  permissions: PERMISSION_NAMES.map(name => ({ name, id: permissionId(name) })),
  roles: ROLE_NAMES.map(name => ({
    name,
    permissions: DEFAULT_ROLE_PERMISSIONS[name].map(permission => ({
      name: permission,
      source: 'default',
    })),
    members: [
      {
        ref: `group:default/${name}s`,
        source: `leadshopTesting.roles.${name}.members[0]`,
        in_catalog: true,
      },
    ],
  })),
  agrees_with_policy: true,
  timestamp: AT,
};

/** A setting that somebody set. */
export function setting(path: string, change: Partial<Setting> = {}): Setting {
  return {
    path,
    value: 10,
    unit: null,
    source: 'app-config',
    secret: false,
    is_set: true,
    restart_needed: false,
    ...change,
  };
}

/** Settings of each kind. */
export const SETTINGS: Settings = {
  settings: [
    setting('leadshopTesting.execution.concurrency'),
    setting('leadshopTesting.execution.testTimeout', {
      value: 600_000,
      unit: 'milliseconds',
      source: 'default',
    }),
    setting('leadshopTesting.history.retention', {
      value: 30 * 24 * 3_600_000,
      unit: 'milliseconds',
      source: 'default',
    }),
    setting('leadshopTesting.providers.smtp.port', {
      value: 10_025,
      source: 'sandbox',
    }),
    setting('leadshopTesting.import.maxFileSizeMb', {
      value: 67_108_864,
      unit: 'bytes',
      restart_needed: true,
    }),
    setting('leadshopTesting.providers.semrush.apiKey', {
      value: null,
      secret: true,
    }),
    setting('leadshopTesting.providers.pagespeed.apiKey', {
      value: null,
      secret: true,
      is_set: false,
      source: 'default',
    }),
  ],
  providers: [
    { name: 'semrush', mode: 'live' },
    { name: 'pagespeed', mode: 'sandbox' },
  ],
  timestamp: AT,
};

/** An entry of the audit trail. */
export function auditEvent(
  number: number,
  change: Partial<AuditEvent> = {},
): AuditEvent {
  return {
    id: testId(number),
    occurred_at: AT,
    actor: 'user:default/qa-tester',
    action: 'test.start',
    outcome: 'succeeded',
    target: { type: 'test', id: testId(7), name: 'Acme Dental' },
    request_id: `request-${number}`,
    reason: null,
    details: {},
    ...change,
  };
}

/** What the check says of an audit trail that nobody touched. */
export const WHOLE_TRAIL: AuditVerification = {
  whole: true,
  checked: 1_234,
  head: { position: 1_234, hash: 'a'.repeat(64), chained_at: AT },
  checkpoint: {
    position: 1_200,
    hash: 'b'.repeat(64),
    created_at: AT,
    signed: true,
  },
  first_bad: null,
  unchained: 0,
  unsigned: 0,
  verified_at: AT,
};

/** A stored credential that can be read with the newest key. */
export function credential(
  number: number,
  change: Partial<Credential> = {},
): Credential {
  return {
    id: testId(number),
    name: `Staging ${number}`,
    origin: `https://staging-${number}.example`,
    username: 'tester',
    key_id: '2026-11',
    key_status: 'current',
    created_by: 'user:default/admin',
    created_at: AT,
    updated_by: 'user:default/admin',
    updated_at: AT,
    last_used_at: null,
    ...change,
  };
}
