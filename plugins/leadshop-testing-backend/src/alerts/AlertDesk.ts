/* Changes of rules and alerts that people ask for, each with its audit event. */
import { NotFoundError } from '@backstage/errors';
import { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import { z } from 'zod';
import {
  acknowledgeAlertRequestSchema,
  Alert,
  AlertRule,
  AlertRuleList,
  AlertRuleTest,
  createAlertRuleRequestSchema,
  MAX_ALERT_RULES,
  updateAlertRuleRequestSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { conflict, FieldsError, RequestError } from '../api/problems';
import { Recording } from '../audit';
import {
  AlertRuleStore,
  changedFields,
  StoredRule,
} from '../store/alerts/AlertRuleStore';
import { AlertStore, toAlert } from '../store/alerts/AlertStore';
import { AlertTurns } from '../store/alerts/AlertTurns';
import { iso } from '../store/rows';
import { AlertKeeper } from './AlertKeeper';
import { announce } from './announce';
import { holdingTimes, resolutionOf } from './rules';
import { settle } from './settle';

/** Longest silence, in days. */
const MAX_SILENCE_DAYS = 90;
const DAY_MS = 24 * 3_600_000;

/** A rule that does not exist, or whose id cannot be one. */
export function unknownRule(id: string): NotFoundError {
  return new NotFoundError(
    `There is no alert rule '${id.slice(0, 60)}'. It may have been deleted.`,
  );
}

/** An alert that does not exist, or whose id cannot be one. */
export function unknownAlert(id: string): NotFoundError {
  return new NotFoundError(
    `There is no alert '${id.slice(0, 60)}'. It may have been deleted.`,
  );
}

/** What the desk needs. */
export interface AlertDeskOptions {
  knex: Knex;
  rules: AlertRuleStore;
  alerts: AlertStore;
  turns: AlertTurns;
  keeper: AlertKeeper;
  enabled: boolean;
  /** Who is told when a rule names nobody. */
  defaultRecipients: () => string[];
  onChange: () => void;
}

/** Who changes something, and what that leaves. */
export interface By {
  user: string;
  record: Recording;
}

/** Takes changes of rules and alerts. */
export class AlertDesk {
  readonly #options: AlertDeskOptions;

  constructor(options: AlertDeskOptions) {
    this.#options = options;
  }

  async list(): Promise<AlertRuleList> {
    const { knex, rules, alerts, turns, enabled } = this.#options;
    const [stored, open, evaluatedAt] = await Promise.all([
      rules.list(),
      alerts.openCounts(),
      turns.evaluatedAt(knex),
    ]);
    return {
      enabled,
      default_recipients: this.#options.defaultRecipients(),
      evaluated_at: iso(evaluatedAt),
      rules: stored.map(rule => toRule(rule, open.get(rule.id) ?? 0)),
    };
  }

  /** @throws NotFoundError */
  async read(id: string): Promise<AlertRule> {
    return this.#shown(await this.#stored(id));
  }

  /** @throws NotFoundError */
  async test(id: string): Promise<AlertRuleTest> {
    return this.#options.keeper.test(await this.#stored(id));
  }

  /** @throws ConflictError when there are too many. */
  async create(
    {
      condition,
      for_ms,
      resolve_after_ms,
      ...fields
    }: z.output<typeof createAlertRuleRequestSchema>,
    { user, record }: By,
  ): Promise<AlertRule> {
    const { knex, rules, turns } = this.#options;
    const times = holdingTimes(condition.kind);
    const rule = await knex.transaction(async trx => {
      await turns.hold(trx);
      if ((await rules.count(trx)) >= MAX_ALERT_RULES) {
        throw conflict(
          `There are ${MAX_ALERT_RULES} alert rules, and more cannot be stored; delete some that are not used`,
        );
      }
      const stored = await rules.insert(trx, {
        ...fields,
        condition,
        for_ms: for_ms ?? times.for_ms,
        resolve_after_ms: resolve_after_ms ?? times.resolve_after_ms,
        id: newId(),
        source: 'api',
        source_path: null,
        created_by: user,
      });
      await record(trx, {
        target: { type: 'alert_rule', id: stored.id, name: stored.name },
        details: { kind: condition.kind },
      });
      return stored;
    });
    return toRule(rule, 0);
  }

  /**
   * Changes a rule that was read in this version; undefined: in any.
   *
   * @throws NotFoundError, ConflictError for rules of app-config, RequestError
   * 412 when it has another version.
   */
  async update(
    id: string,
    version: number | undefined,
    change: z.output<typeof updateAlertRuleRequestSchema>,
    { user, record }: By,
  ): Promise<AlertRule> {
    const { knex, rules } = this.#options;
    const rule = await knex.transaction(async trx => {
      const before = await this.#held(trx, id);
      if (version !== undefined && before.version !== version) {
        throw new RequestError(
          412,
          'PreconditionFailedError',
          `The rule was changed meanwhile: it has version ${before.version}, and you read ${version}. Read it again and repeat your change.`,
        );
      }
      const changed = changedFields(before, change);
      if (changed.length === 0) return before;
      const after = await rules.update(trx, id, {
        ...Object.fromEntries(changed.map(field => [field, change[field]])),
        updated_by: user,
      });
      await settle(trx, this.#options, id, resolutionOf(before, changed));
      await record(trx, {
        target: { type: 'alert_rule', id, name: after.name },
        details: { changed, version: after.version },
      });
      return after;
    });
    this.#options.onChange();
    return this.#shown(rule);
  }

  /** @throws NotFoundError, ConflictError for rules of app-config. */
  async remove(id: string, { record }: By): Promise<void> {
    const { knex, rules, onChange } = this.#options;
    await knex.transaction(async trx => {
      const { name } = await this.#held(trx, id);
      await settle(trx, this.#options, id, 'rule_deleted');
      await rules.remove(trx, id);
      await record(trx, { target: { type: 'alert_rule', id, name } });
    });
    onChange();
  }

  /**
   * Somebody takes an open alert on.
   *
   * @throws NotFoundError, ConflictError when it is resolved, FieldsError when
   * the time is past or too far.
   */
  async acknowledge(
    id: string,
    { until, comment }: z.output<typeof acknowledgeAlertRequestSchema>,
    { user, record }: By,
  ): Promise<Alert> {
    const { knex, alerts, turns, onChange } = this.#options;
    const ahead = until === null ? 1 : Date.parse(until) - Date.now();
    if (ahead <= 0 || ahead > MAX_SILENCE_DAYS * DAY_MS) {
      throw new FieldsError([
        {
          field: 'until',
          message: `must be in the future, by ${MAX_SILENCE_DAYS} days at most`,
        },
      ]);
    }
    const row = await knex.transaction(async trx => {
      await turns.hold(trx);
      const found = await alerts.find(id, trx);
      if (!found) throw unknownAlert(id);
      if (found.status === 'resolved') {
        throw conflict(
          'The alert is resolved, and there is nothing left to acknowledge',
        );
      }
      const after = await alerts.acknowledge(trx, id, { user, until, comment });
      await announce(trx, [after], 'acknowledged');
      await record(trx, {
        target: { type: 'alert', id, name: after.rule_name },
        details: { until, subject: after.subject },
      });
      return after;
    });
    onChange();
    return toAlert(row);
  }

  /** The rule, which nobody else changes until the end of the transaction. */
  async #held(trx: Knex.Transaction, id: string): Promise<StoredRule> {
    await this.#options.turns.hold(trx);
    const rule = await this.#stored(id, trx);
    if (rule.source === 'api') return rule;
    throw conflict(
      rule.source === 'default'
        ? `The rule '${rule.name}' is built in and cannot be changed here: write the rules that you want to ${rule.source_path} in app-config, an empty list for none of the built-in ones`
        : `The rule '${rule.name}' comes from app-config and cannot be changed here: change ${rule.source_path} there`,
    );
  }

  async #stored(id: string, db?: Knex): Promise<StoredRule> {
    const rule = await this.#options.rules.find(id, db);
    if (!rule) throw unknownRule(id);
    return rule;
  }

  async #shown(rule: StoredRule): Promise<AlertRule> {
    const open = await this.#options.alerts.openCounts();
    return toRule(rule, open.get(rule.id) ?? 0);
  }
}

function toRule(rule: StoredRule, openAlerts: number): AlertRule {
  return {
    ...rule,
    open_alerts: openAlerts,
    created_at: iso(rule.created_at),
    updated_at: iso(rule.updated_at),
  };
}
