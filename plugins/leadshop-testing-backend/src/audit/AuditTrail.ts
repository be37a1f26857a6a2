/*
 * The audit trail: who did what, from which request, on what, and how it went.
 *
 * An event is written in the transaction of the change that it tells of, so that
 * none exists without the other. Writing it is one INSERT, signed here if there
 * is a key, and waits for nobody: the chain that shows whether the trail is whole
 * is made afterwards, by one sequencer for all replicas (AuditSequencer.ts).
 *
 * - AuditTrail.ts      writes events
 * - AuditedCalls.ts    what an HTTP request leaves: one event, whatever happens
 * - Attempts.ts        refusals and failures, so bounded that nobody can fill the table
 * - watchAnswers.ts    those that are refused before a route is reached
 * - AuditSequencer.ts  the chain, its checkpoints; AuditVerifier.ts checks them
 * - AuditPartitions.ts months that are to come, and those that retention drops
 * - AuditStore.ts      reads events for lists and files
 *
 * See docs/decisions/0015-audit-chain.md.
 */
import { Knex } from 'knex';
import { v7 as uuidv7 } from 'uuid';
import { NewAuditEvent, RecordedEvent, signedText } from './auditEvent';
import { AuditKeys } from './AuditKeys';

/** Longest name of a target; a business may have a longer one. */
const MAX_NAME = 200;

/** Writes the audit trail. */
export class AuditTrail {
  readonly #keys: AuditKeys;

  constructor(keys: AuditKeys) {
    this.#keys = keys;
  }

  /**
   * Records an event.
   *
   * @param trx - the transaction of the change; for what changes nothing, such as
   * a refusal, the database itself
   */
  async record(trx: Knex, event: NewAuditEvent): Promise<void> {
    const { target } = event;
    const recorded: RecordedEvent = {
      id: uuidv7(),
      actor: event.actor,
      action: event.action,
      outcome: event.outcome ?? 'succeeded',
      target_type: target?.type ?? null,
      target_id: target?.id ?? null,
      target_name: target?.name?.slice(0, MAX_NAME) ?? null,
      request_id: event.request_id ?? null,
      reason: event.reason ?? null,
      details: JSON.stringify(event.details ?? {}),
    };
    await trx('audit_events').insert({
      ...recorded,
      ...this.#keys.sign(signedText(recorded)),
    });
  }
}
