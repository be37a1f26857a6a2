/* SQL of alert rules. Those of app-config are in the same table as all others. */
import { isDeepStrictEqual } from 'node:util';
import { Knex } from 'knex';
import {
  AlertCondition,
  AlertRule,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** What can be chosen of a rule. */
export type RuleFields = Pick<
  AlertRule,
  | 'name'
  | 'enabled'
  | 'severity'
  | 'condition'
  | 'for_ms'
  | 'resolve_after_ms'
  | 'recipients'
>;

/** A rule that app-config has, or that stands for none there. */
export interface ConfiguredRule extends RuleFields {
  id: string;
  source: 'app-config' | 'default';
  source_path: string;
}

/** A rule as it is stored. */
export interface StoredRule
  extends Omit<AlertRule, 'created_at' | 'updated_at' | 'open_alerts'> {
  created_at: Date;
  updated_at: Date;
}

const COLUMNS = [
  'id',
  'source',
  'source_path',
  'name',
  'enabled',
  'severity',
  'condition',
  'for_ms',
  'resolve_after_ms',
  'recipients',
  'version',
  'created_by',
  'created_at',
  'updated_by',
  'updated_at',
] as const;

const FIELDS = [
  'name',
  'enabled',
  'severity',
  'condition',
  'for_ms',
  'resolve_after_ms',
  'recipients',
] as const satisfies readonly (keyof RuleFields)[];

/** Names of the fields that differ. */
export function changedFields(
  before: RuleFields,
  after: Partial<RuleFields>,
): (keyof RuleFields)[] {
  return FIELDS.filter(
    field =>
      after[field] !== undefined &&
      !isDeepStrictEqual(before[field], after[field]),
  );
}

/** Stores and reads rules. */
export class AlertRuleStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** All rules, by name. */
  async list(db: Knex = this.#knex): Promise<StoredRule[]> {
    return db('alert_rules')
      .select(...COLUMNS)
      .orderByRaw('lower(name), id');
  }

  async find(
    id: string,
    db: Knex = this.#knex,
  ): Promise<StoredRule | undefined> {
    return db('alert_rules')
      .first(...COLUMNS)
      .where({ id });
  }

  async count(trx: Knex.Transaction): Promise<number> {
    const [{ count }] = await trx('alert_rules').count();
    return Number(count);
  }

  async insert(
    trx: Knex.Transaction,
    rule: RuleFields &
      Pick<StoredRule, 'id' | 'source' | 'source_path' | 'created_by'>,
  ): Promise<StoredRule> {
    const [row] = await trx('alert_rules')
      .insert({
        ...rule,
        condition: jsonOf(rule.condition),
        updated_by: rule.created_by,
      })
      .returning([...COLUMNS]);
    return row;
  }

  /** Stores changes as the next version. */
  async update(
    trx: Knex.Transaction,
    id: string,
    change: Partial<RuleFields> & {
      updated_by: string | null;
      source_path?: string;
    },
  ): Promise<StoredRule> {
    const { condition, ...rest } = change;
    const [row] = await trx('alert_rules')
      .where({ id })
      .update({
        ...rest,
        ...(condition && { condition: jsonOf(condition) }),
        version: trx.raw('version + 1'),
        updated_at: trx.fn.now(),
      })
      .returning([...COLUMNS]);
    return row;
  }

  async remove(trx: Knex.Transaction, id: string): Promise<void> {
    await trx('alert_rules').where({ id }).delete();
  }
}

function jsonOf(condition: AlertCondition): string {
  return JSON.stringify(condition);
}
