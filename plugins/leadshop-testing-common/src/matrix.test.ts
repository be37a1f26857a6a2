import { COMPONENT_SLUGS, COMPONENTS } from './components';
import {
  leadshopTestingPermissions,
  PERMISSION_NAMES,
  permissionId,
  permissions,
} from './permissions';
import { DEFAULT_ROLE_PERMISSIONS, ROLE_NAMES } from './roles';
import { FULL_PIPELINE_STEPS } from './steps';

describe("PRP-013's matrix of roles", () => {
  it('has its nine permissions under ids of the plugin', () => {
    expect(PERMISSION_NAMES).toEqual([
      'run_pipeline_tests',
      'view_test_results',
      'manage_leads',
      'bulk_import_leads',
      'view_system_metrics',
      'manage_system_config',
      'view_audit_logs',
      'manage_users',
      'system_administration',
    ]);
    expect(leadshopTestingPermissions.map(p => p.name)).toEqual(
      PERMISSION_NAMES.map(name => `leadshop-testing.${name}`),
    );
    expect(permissions.manage_leads.name).toBe(permissionId('manage_leads'));
    expect(permissions.view_test_results.attributes).toEqual({
      action: 'read',
    });
  });

  it('gives each role what the matrix says', () => {
    const granted = ROLE_NAMES.map(role =>
      PERMISSION_NAMES.map(name =>
        DEFAULT_ROLE_PERMISSIONS[role].includes(name) ? 'x' : '-',
      ).join(''),
    );
    expect(
      Object.fromEntries(ROLE_NAMES.map((r, i) => [r, granted[i]])),
    ).toEqual({
      admin: 'xxxxxxxxx',
      qa_manager: 'xxxxx-x--',
      qa_tester: 'xxx------',
      developer: 'xx--x----',
      viewer: '-x--x----',
    });
  });
});

describe('the full pipeline', () => {
  it('has twelve steps, numbered in order, with names of their own', () => {
    expect(FULL_PIPELINE_STEPS.map(step => step.step_number)).toEqual(
      Array.from({ length: 12 }, (_, i) => i + 1),
    );
    expect(new Set(FULL_PIPELINE_STEPS.map(s => s.step_name)).size).toBe(12);
  });

  it('exercises every component; step 12 stands for two', () => {
    expect(FULL_PIPELINE_STEPS.map(step => step.component)).toEqual(
      COMPONENT_SLUGS.filter(slug => slug !== 'email-formatter'),
    );
    expect(COMPONENT_SLUGS).toHaveLength(13);
    expect(Object.values(COMPONENTS)).not.toContain('');
  });
});
