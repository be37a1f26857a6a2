import type {
  AcknowledgeAlertRequest,
  Alert,
  AlertKind,
  AlertRule,
  AlertRuleList,
  AlertRuleTest,
  AlertSeverity,
  CreateAlertRuleRequest,
  UpdateAlertRuleRequest,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Page } from './Page';

/**
 * Which alerts to read; every field narrows the list.
 *
 * @public
 */
export interface AlertFilter {
  status?: Alert['status'];
  severity?: AlertSeverity[];
  kind?: AlertKind[];
  rule_id?: string;
  /** Slug of a component. */
  component?: string;
  /** Raised then or later. */
  from?: string;
  /** Raised before then. */
  to?: string;
}

/**
 * Alerts, and the rules that raise them.
 *
 * @public
 */
export interface AlertsApi {
  /** The newest first. */
  list(
    query?: AlertFilter & { limit?: number; cursor?: string },
  ): Promise<Page<Alert>>;
  /** Takes an alert on, so that nobody is told of it again for now. */
  acknowledge(id: string, request: AcknowledgeAlertRequest): Promise<Alert>;
  listRules(): Promise<AlertRuleList>;
  createRule(request: CreateAlertRuleRequest): Promise<AlertRule>;
  /** Changes the version that somebody looked at, and no other. */
  updateRule(
    id: string,
    version: number,
    request: UpdateAlertRuleRequest,
  ): Promise<AlertRule>;
  deleteRule(id: string): Promise<void>;
  /** What a rule sees now, and what it would do. Nothing is changed by it. */
  testRule(id: string): Promise<AlertRuleTest>;
}
