type LeadshopTestingPermission =
  | 'run_pipeline_tests'
  | 'view_test_results'
  | 'manage_leads'
  | 'bulk_import_leads'
  | 'view_system_metrics'
  | 'manage_system_config'
  | 'view_audit_logs'
  | 'manage_users'
  | 'system_administration';

interface LeadshopTestingRole {
  /**
   * Who has the role: entity references of users and groups, such as
   * `user:default/ann` or `group:default/qa`. A group stands for everybody in
   * it and in the groups below it.
   */
  members?: string[];
  /** What the role may do, instead of its default list. */
  permissions?: LeadshopTestingPermission[];
}

export interface Config {
  leadshopTesting?: {
    /** Who may do what. A role that is left out has no members. */
    roles?: {
      admin?: LeadshopTestingRole;
      qa_manager?: LeadshopTestingRole;
      qa_tester?: LeadshopTestingRole;
      developer?: LeadshopTestingRole;
      viewer?: LeadshopTestingRole;
    };
  };
}
