import { setTimeout as pause } from 'node:timers/promises';
import { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import {
  AlertRuleTest,
  SystemStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { LeadshopTestingConfig } from '../config/settings';
import { AlertRuleStore, StoredRule } from '../store/alerts/AlertRuleStore';
import { AlertRow, AlertStore } from '../store/alerts/AlertStore';
import { AlertTurns, TurnRow } from '../store/alerts/AlertTurns';
import { databaseTime } from '../store/alerts/observations';
import { announce } from './announce';
import { Finding } from './finding';
import { findingsOf } from './findings';
import { observe } from './observe';
import { Turn, turnAfter } from './turn';

/** Id of the scheduler's task. */
export const ALERTS_TASK = 'leadshop-testing-alerts';

/** After the end of a test rules are looked at within this time, not at once. */
const SOON_MS = 5_000;
/** Rounds that may fail to come before what waits has waited for nothing. */
const STALE_ROUNDS = 3;

/** What the keeper needs. */
export interface AlertKeeperOptions {
  knex: Knex;
  rules: AlertRuleStore;
  alerts: AlertStore;
  turns: AlertTurns;
  status: () => Promise<SystemStatus>;
  settings: LeadshopTestingConfig['alerts'];
  logger: LoggerService;
  onChange: () => void;
}

/** A finding of a rule, and what follows from it. */
interface Step {
  rule: StoredRule;
  finding: Finding;
  turn: Turn;
  open: AlertRow | undefined;
}

const placeOf = (ruleId: string, key: string) => `${ruleId} ${key}`;

/** Looks at all rules, raises and resolves. */
export class AlertKeeper {
  readonly #options: AlertKeeperOptions;
  readonly #stopping = new AbortController();
  #started = false;
  #soon: Promise<void> | undefined;
  #running: Promise<void> | undefined;

  constructor(options: AlertKeeperOptions) {
    this.#options = options;
  }

  async start(scheduler: SchedulerService): Promise<void> {
    const { alerts, settings } = this.#options;
    const { enabled, intervalMs, retentionMs } = settings;
    if (!enabled) return;
    this.#started = true;
    await scheduler.scheduleTask({
      id: ALERTS_TASK,
      frequency: { milliseconds: intervalMs },
      initialDelay: { milliseconds: intervalMs },
      timeout: { milliseconds: Math.max(intervalMs, 60_000) },
      scope: 'global',
      fn: async () => {
        await this.#run();
        await alerts.forget(retentionMs);
      },
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#soon;
    await this.#running;
  }

  /** Something has ended that rules may look at. */
  soon = (): void => {
    if (!this.#started || this.#soon) return;
    const { signal } = this.#stopping;
    this.#soon = pause(SOON_MS, undefined, { signal, ref: false })
      .then(async () => {
        // For all replicas together: each of them hears of ends
        if (!(await this.#wasJustDone())) await this.#run();
      })
      .catch(error => {
        if (signal.aborted) return;
        this.#options.logger.warn(`Alert rules were not looked at: ${error}`);
      })
      .finally(() => {
        this.#soon = undefined;
      });
  };

  async #wasJustDone(): Promise<boolean> {
    const { knex, turns } = this.#options;
    const last = await turns.evaluatedAt(knex);
    if (!last) return false;
    return (await databaseTime(knex)).getTime() - last.getTime() < SOON_MS / 2;
  }

  async #run(): Promise<void> {
    this.#running = this.evaluate();
    await this.#running;
  }

  /** Looks once. What is stored and who is told come about together. */
  async evaluate(): Promise<void> {
    const { knex, rules, alerts, turns, onChange } = this.#options;
    const all = (await rules.list()).filter(({ enabled }) => enabled);
    const observed = await observe(
      this.#options,
      all.map(({ condition }) => condition),
    );
    const changed = await knex.transaction(async trx => {
      const last = await turns.hold(trx);
      // Another replica has seen what came after
      if (last && last >= observed.at) return false;
      const versions = new Map(
        (await rules.list(trx))
          .filter(({ enabled }) => enabled)
          .map(({ id, version }) => [id, version]),
      );
      const waited = this.#isBroken(last, observed.at)
        ? []
        : await turns.read(trx);
      const open = await alerts.open(trx);
      const steps = all
        .filter(({ id, version }) => versions.get(id) === version)
        .flatMap(rule =>
          stepsOf(rule, findingsOf(rule.condition, observed), {
            at: observed.at,
            open,
            waited,
          }),
        );
      await turns.replace(trx, observed.at, steps.flatMap(waitingOf));
      return this.#apply(trx, steps);
    });
    if (changed) onChange();
  }

  async #apply(trx: Knex.Transaction, steps: Step[]): Promise<boolean> {
    const { alerts } = this.#options;
    const raised: AlertRow[] = [];
    for (const { rule, finding, turn } of steps) {
      if (turn.would !== 'raise') continue;
      const row = await alerts.raise(trx, { rule, ...finding });
      if (row) raised.push(row);
    }
    const over = steps.flatMap(({ turn, open }) =>
      turn.would === 'resolve' && open ? [open.id] : [],
    );
    const resolved =
      over.length > 0 ? await alerts.resolve(trx, over, 'recovered') : [];
    const reminded = await alerts.remind(trx);
    await announce(trx, raised, 'raised');
    await announce(trx, resolved, 'resolved');
    await announce(trx, reminded, 'reminded');
    return raised.length + resolved.length + reminded.length > 0;
  }

  /** What a rule sees now and would do. Changes nothing. */
  async test(rule: StoredRule): Promise<AlertRuleTest> {
    const { knex, alerts, turns } = this.#options;
    const observed = await observe(this.#options, [rule.condition]);
    const last = await turns.evaluatedAt(knex);
    const steps = stepsOf(rule, findingsOf(rule.condition, observed), {
      at: observed.at,
      open: await alerts.open(knex, rule.id),
      waited: this.#isBroken(last, observed.at) ? [] : await turns.read(knex),
    });
    return {
      evaluated_at: observed.at.toISOString(),
      findings: steps.map(
        ({ finding: { key: _, ...finding }, turn, open }) => ({
          ...finding,
          would: turn.would,
          since: turn.since?.toISOString() ?? null,
          open_alert_id: open?.id ?? null,
        }),
      ),
    };
  }

  /** Nobody has looked for a while, and who knows what was then. */
  #isBroken(last: Date | null, now: Date): boolean {
    const { intervalMs } = this.#options.settings;
    const staleMs = STALE_ROUNDS * intervalMs + 60_000;
    return last !== null && now.getTime() - last.getTime() > staleMs;
  }
}

function stepsOf(
  rule: StoredRule,
  findings: readonly Finding[],
  known: { at: Date; open: readonly AlertRow[]; waited: readonly TurnRow[] },
): Step[] {
  const open = new Map(
    known.open.map(row => [placeOf(row.rule_id, row.subject), row]),
  );
  const waited = new Map(
    known.waited.map(row => [placeOf(row.rule_id, row.subject), row.since]),
  );
  return findings.map(finding => {
    const place = placeOf(rule.id, finding.key);
    const alert = open.get(place);
    const turn = turnAfter(finding.state, waited.get(place) ?? null, {
      at: known.at,
      open: alert !== undefined,
      rule,
    });
    return { rule, finding, turn, open: alert };
  });
}

function waitingOf({ rule, finding, turn }: Step): TurnRow[] {
  return turn.would === 'wait' && turn.since
    ? [{ rule_id: rule.id, subject: finding.key, since: turn.since }]
    : [];
}
