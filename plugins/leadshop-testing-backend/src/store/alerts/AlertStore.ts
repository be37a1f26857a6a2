/* SQL of alerts. That there is one open alert at most is a unique index. */
import { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import {
  Alert,
  AlertResolution,
  AlertsQuery,
  AlertSubject,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { countMatching, Cursor, pageAfter, SortKey } from '../keyset';
import { iso } from '../rows';
import { StoredRule } from './AlertRuleStore';

/** A row of `alerts`. */
export interface AlertRow
  extends Pick<
    Alert,
    | 'id'
    | 'rule_id'
    | 'rule_name'
    | 'kind'
    | 'severity'
    | 'status'
    | 'message'
    | 'fault'
    | 'resolution'
  > {
  recipients: string[];
  /** Tells the subjects of a rule apart. */
  subject: string;
  subject_type: AlertSubject['type'];
  subject_name: string | null;
  subject_title: string;
  provider_mode: AlertSubject['provider_mode'];
  raised_at: Date;
  resolved_at: Date | null;
  acknowledged_by: string | null;
  acknowledged_at: Date | null;
  acknowledged_until: Date | null;
  acknowledged_comment: string | null;
  reminded: boolean;
}

/** What an alert is raised for. */
export interface Raising {
  rule: StoredRule;
  /** Key of the subject. */
  key: string;
  subject: AlertSubject;
  message: string;
  fault: Alert['fault'];
}

/** A page of alerts. */
export interface AlertPage {
  alerts: Alert[];
  total: number;
  next: Cursor<'-raised_at'> | undefined;
}

const NEWEST_FIRST: SortKey = {
  value: 'a.raised_at',
  type: 'timestamptz',
  id: 'a.id',
  descending: true,
};

/** What is left goes the next time, half a minute later. */
const FORGOTTEN_AT_ONCE = 1_000;

const ACKNOWLEDGED = [
  'acknowledged_by',
  'acknowledged_at',
  'acknowledged_until',
  'acknowledged_comment',
] as const;

/** As the wire has it. */
export function toAlert(row: AlertRow): Alert {
  const { id, rule_id, rule_name, kind, severity, status, message } = row;
  return {
    id,
    rule_id,
    rule_name,
    kind,
    severity,
    subject: {
      type: row.subject_type,
      name: row.subject_name,
      title: row.subject_title,
      provider_mode: row.provider_mode,
    },
    status,
    message,
    fault: row.fault,
    raised_at: iso(row.raised_at),
    resolved_at: iso(row.resolved_at),
    resolution: row.resolution,
    acknowledged:
      row.acknowledged_by === null || row.acknowledged_at === null
        ? null
        : {
            by: row.acknowledged_by,
            at: iso(row.acknowledged_at),
            until: iso(row.acknowledged_until),
            comment: row.acknowledged_comment,
          },
  };
}

/** Stores and reads alerts. */
export class AlertStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async page(
    query: AlertsQuery,
    cursor: Cursor | undefined,
  ): Promise<AlertPage> {
    const [rows, total] = await Promise.all([
      pageAfter(this.#matching(query).select('a.*'), NEWEST_FIRST, {
        limit: query.limit,
        cursor,
      }) as unknown as Promise<AlertRow[]>,
      countMatching(this.#knex, this.#matching(query)),
    ]);
    const shown = rows.slice(0, query.limit);
    const last = shown.at(-1);
    return {
      alerts: shown.map(toAlert),
      total,
      next:
        rows.length > query.limit && last
          ? { sort: '-raised_at', value: iso(last.raised_at), id: last.id }
          : undefined,
    };
  }

  #matching(query: AlertsQuery): Knex.QueryBuilder {
    const { status, severity, kind, rule_id, component, from, to } = query;
    const found = this.#knex('alerts as a');
    if (status) found.where('a.status', status);
    if (severity) found.whereIn('a.severity', severity);
    if (kind) found.whereIn('a.kind', kind);
    if (rule_id) found.where('a.rule_id', rule_id);
    if (component) {
      found.where({
        'a.subject_type': 'component',
        'a.subject_name': component,
      });
    }
    if (from) found.where('a.raised_at', '>=', from);
    if (to) found.where('a.raised_at', '<', to);
    return found;
  }

  /** The newest state of these, as the live feed tells it. */
  async byIds(ids: Iterable<string>): Promise<Map<string, Alert>> {
    const rows: AlertRow[] = await this.#knex('alerts').whereIn('id', [...ids]);
    return new Map(rows.map(row => [row.id, toAlert(row)]));
  }

  async find(id: string, db: Knex = this.#knex): Promise<AlertRow | undefined> {
    return db('alerts').where({ id }).first();
  }

  /** Open alerts, of one rule or of all. */
  async open(db: Knex, ruleId?: string): Promise<AlertRow[]> {
    const found = db('alerts').where({ status: 'open' });
    return ruleId ? found.where({ rule_id: ruleId }) : found;
  }

  /** How many are open, by rule. */
  async openCounts(): Promise<Map<string, number>> {
    const { rows } = await this.#knex.raw(
      `SELECT rule_id, count(*)::int AS n FROM alerts WHERE status = 'open'
       GROUP BY rule_id`,
    );
    return new Map(
      (rows as { rule_id: string; n: number }[]).map(row => [
        row.rule_id,
        row.n,
      ]),
    );
  }

  /**
   * Raises an alert; undefined when there is one. Who has silenced the one before
   * for longer has silenced this one.
   */
  async raise(
    trx: Knex.Transaction,
    { rule, key, subject, message, fault }: Raising,
  ): Promise<AlertRow | undefined> {
    const silenced = await trx('alerts')
      .first(...ACKNOWLEDGED)
      .where({ rule_id: rule.id, subject: key })
      .where('acknowledged_until', '>', trx.fn.now())
      .orderBy('raised_at', 'desc');
    const [row] = await trx('alerts')
      .insert({
        id: newId(),
        rule_id: rule.id,
        rule_name: rule.name,
        kind: rule.condition.kind,
        severity: rule.severity,
        recipients: rule.recipients,
        subject: key,
        subject_type: subject.type,
        subject_name: subject.name,
        subject_title: subject.title,
        provider_mode: subject.provider_mode,
        message,
        fault,
        ...silenced,
      })
      .onConflict(trx.raw(`(rule_id, subject) WHERE status = 'open'`))
      .ignore()
      .returning('*');
    return row;
  }

  /** Resolves those of them that are open. */
  async resolve(
    trx: Knex.Transaction,
    ids: readonly string[],
    resolution: AlertResolution,
  ): Promise<AlertRow[]> {
    return trx('alerts')
      .whereIn('id', ids)
      .where({ status: 'open' })
      .update({ status: 'resolved', resolution, resolved_at: trx.fn.now() })
      .returning('*');
  }

  async acknowledge(
    trx: Knex.Transaction,
    id: string,
    by: { user: string; until: string | null; comment: string | null },
  ): Promise<AlertRow> {
    const [row] = await trx('alerts')
      .where({ id })
      .update({
        acknowledged_by: by.user,
        acknowledged_at: trx.fn.now(),
        acknowledged_until: by.until,
        acknowledged_comment: by.comment,
        reminded: false,
      })
      .returning('*');
    return row;
  }

  /** Open alerts whose silence is over, each once. */
  async remind(trx: Knex.Transaction): Promise<AlertRow[]> {
    return trx('alerts')
      .where({ status: 'open', reminded: false })
      .where('acknowledged_until', '<=', trx.fn.now())
      .update({ reminded: true })
      .returning('*');
  }

  /** Deletes some of those that were resolved longer ago than this. */
  async forget(retentionMs: number): Promise<void> {
    await this.#knex.raw(
      `DELETE FROM alerts WHERE id IN (
         SELECT id FROM alerts WHERE status = 'resolved'
           AND resolved_at < now() - make_interval(secs => CAST(? AS float8))
         ORDER BY resolved_at LIMIT ${FORGOTTEN_AT_ONCE})`,
      [retentionMs / 1000],
    );
  }
}
