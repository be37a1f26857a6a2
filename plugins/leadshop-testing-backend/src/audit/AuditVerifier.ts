/*
 * Checks the audit trail against its chain, in one snapshot: every link follows
 * from the one before, every event is as it was when it was linked, the signatures
 * are right, and checkpoints and sequencer know no end that is not there.
 *
 * What a change without the key cannot hide, even with all rights in the database:
 * an event that was altered or added (its signature), links that were made anew
 * (the signatures of the checkpoints). A cut-off end that takes the checkpoints
 * and the sequencer's row along is only found with a checkpoint of the log.
 */
import { Knex } from 'knex';
import { AuditVerification } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { AuditKeys } from './AuditKeys';
import { LoggedCheckpoint, TrailCheck } from './TrailCheck';

/** Checks whether the audit trail is whole. */
export class AuditVerifier {
  readonly #knex: Knex;
  readonly #keys: AuditKeys;
  #running: Promise<AuditVerification> | undefined;

  constructor(options: { knex: Knex; keys: AuditKeys }) {
    this.#knex = options.knex;
    this.#keys = options.keys;
  }

  /**
   * Checks everything. Who asks while a check runs gets its answer.
   *
   * @param logged - a checkpoint that the log kept
   */
  async verify(logged?: LoggedCheckpoint): Promise<AuditVerification> {
    if (logged) return this.#verify(logged);
    this.#running ??= this.#verify().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #verify(logged?: LoggedCheckpoint): Promise<AuditVerification> {
    return this.#knex.transaction(
      async trx => new TrailCheck(trx, this.#keys, logged).run(),
      { isolationLevel: 'repeatable read', readOnly: true },
    );
  }
}
