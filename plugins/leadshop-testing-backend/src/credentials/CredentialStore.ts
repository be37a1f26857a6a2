import { randomUUID } from 'node:crypto';
import { LoggerService } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { Knex } from 'knex';
import {
  Credential,
  CredentialList,
  MAX_CREDENTIALS,
  replaceCredentialRequestSchema,
  RotateCredentialsResponse,
  storeCredentialRequestSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { z } from 'zod';
import { conflict } from '../api/problems';
import { About, Recording } from '../audit';
import { KeyError, Keyring, Sealed } from './Keyring';

type Stored = z.output<typeof storeCredentialRequestSchema>;
type Replaced = z.output<typeof replaceCredentialRequestSchema>;

interface Row extends Sealed {
  id: string;
  name: string;
  origin: string;
  username: string;
  created_by: string;
  created_at: Date;
  updated_by: string;
  updated_at: Date;
  last_used_at: Date | null;
}

/** What is sent to a site. */
export interface BasicAuth {
  /** What the credential is called; no secret. */
  name: string;
  username: string;
  password: string;
}

/** Uses are noted to the minute, not with every request. */
const NOTED_EVERY = '1 minute';

/** Others who encrypt with the same keys, and so have to follow a new one. */
export interface SealedElsewhere {
  rotate(
    trx: Knex.Transaction,
  ): Promise<
    Pick<RotateCredentialsResponse, 'rotated' | 'unchanged' | 'failed'>
  >;
}

/** A credential that does not exist, or whose id cannot be one. */
export function unknownCredential(id: string): NotFoundError {
  return new NotFoundError(
    `There is no credential '${id.slice(0, 60)}'. It may have been deleted.`,
  );
}

/** The stored credentials. */
export class CredentialStore {
  readonly #knex: Knex;
  readonly #keyring: Keyring;

  constructor(options: { knex: Knex; keyring: Keyring }) {
    this.#knex = options.knex;
    this.#keyring = options.keyring;
  }

  /** All of them, without their passwords. */
  async list(): Promise<CredentialList> {
    const rows = await this.#knex<Row>('credentials').orderBy('name');
    return {
      newest_key_id: this.#keyring.newestId ?? null,
      credentials: rows.map(row => this.#shown(row)),
    };
  }

  /** Says at the start which keys are amiss, before a test finds out. */
  async warnOfLostKeys(logger: LoggerService): Promise<void> {
    const rows = await this.#knex<Row>('credentials').select();
    const lost = rows.filter(row => this.#read(row) instanceof KeyError);
    if (lost.length === 0) return;
    const keys = [...new Set(lost.map(row => `'${row.key_id}'`))].join(', ');
    logger.warn(
      `${lost.length} of ${rows.length} stored credentials cannot be read, because the keys ${keys} are missing in leadshopTesting.credentials.keys or are other ones. Tests of their sites will fail. Add these keys with their old secrets, or store the credentials anew.`,
    );
  }

  /**
   * Stores one.
   *
   * @throws KeyError without a key, ConflictError when the origin has one or
   * there are too many.
   */
  async store(
    entry: Stored,
    by: string,
    record: Recording,
  ): Promise<Credential> {
    const { password, ...plain } = entry;
    const id = randomUUID();
    const sealed = this.#keyring.seal(password, { id, origin: entry.origin });
    return this.#knex.transaction(async trx => {
      // Two at once must not both be the last that fits
      await trx.raw('LOCK TABLE credentials IN SHARE ROW EXCLUSIVE MODE');
      const others = await trx<Row>('credentials').select('origin', 'name');
      const taken = others.find(other => other.origin === entry.origin);
      if (taken) {
        throw conflict(
          `There is a credential for ${entry.origin} already, '${taken.name}'; replace its password, or delete it first`,
        );
      }
      if (others.length >= MAX_CREDENTIALS) {
        throw conflict(
          `There are ${MAX_CREDENTIALS} credentials, and more cannot be stored; delete some that are not used`,
        );
      }
      const [row] = await trx<Row>('credentials')
        .insert({ id, ...plain, ...sealed, created_by: by, updated_by: by })
        .returning('*');
      await record(trx, about(row, { key_id: row.key_id }));
      return this.#shown(row);
    });
  }

  /**
   * Changes name, user name or password; undefined: there is no such one.
   *
   * @throws KeyError without a key.
   */
  async replace(
    id: string,
    { password, ...plain }: Replaced,
    by: string,
    record: Recording,
  ): Promise<Credential | undefined> {
    return this.#knex.transaction(async trx => {
      const found = await trx<Row>('credentials').where({ id }).forUpdate();
      if (found.length === 0) return undefined;
      const [{ origin }] = found;
      const [row] = await trx<Row>('credentials')
        .where({ id })
        .update({
          ...plain,
          ...(password && this.#keyring.seal(password, { id, origin })),
          updated_by: by,
          updated_at: trx.fn.now(3),
        })
        .returning('*');
      const changed = Object.keys({ ...plain, ...(password && { password }) });
      await record(trx, about(row, { changed }));
      return this.#shown(row);
    });
  }

  /** Deletes one; false: there is none. */
  async remove(id: string, record: Recording): Promise<boolean> {
    return this.#knex.transaction(async trx => {
      const removed = await trx<Row>('credentials')
        .where({ id })
        .delete()
        .returning('*');
      for (const row of removed) await record(trx, about(row));
      return removed.length > 0;
    });
  }

  /**
   * Encrypts all with the newest key. Those that cannot be read stay as they
   * are and are named.
   *
   * @param elsewhere - others that go with them
   * @throws KeyError without a key.
   */
  async rotate(
    record: Recording,
    elsewhere?: SealedElsewhere,
  ): Promise<RotateCredentialsResponse> {
    const newestId = this.#keyring.requireNewest();
    return this.#knex.transaction(async trx => {
      const rows = await trx<Row>('credentials').orderBy('id').forUpdate();
      const result: RotateCredentialsResponse = {
        key_id: newestId,
        rotated: 0,
        unchanged: 0,
        failed: [],
      };
      for (const row of rows) {
        const { id, name, key_id } = row;
        const secret = this.#read(row);
        if (secret instanceof KeyError) {
          result.failed.push({ id, name, key_id, message: secret.message });
        } else if (key_id === newestId) {
          result.unchanged += 1;
        } else {
          await trx<Row>('credentials')
            .where({ id })
            .update(this.#keyring.seal(secret, row));
          result.rotated += 1;
        }
      }
      const others = await elsewhere?.rotate(trx);
      result.rotated += others?.rotated ?? 0;
      result.unchanged += others?.unchanged ?? 0;
      result.failed.push(...(others?.failed ?? []));
      const { key_id, rotated, failed } = result;
      await record(trx, {
        target: { type: 'credentials' },
        details: { key_id, rotated, failed: failed.map(({ id }) => id) },
      });
      return result;
    });
  }

  /**
   * What the site of an origin is to be sent; undefined: nothing is stored.
   *
   * @throws KeyError when it cannot be read.
   */
  async forOrigin(origin: string): Promise<BasicAuth | undefined> {
    const row = await this.#knex<Row>('credentials').where({ origin }).first();
    if (!row) return undefined;
    const password = this.#keyring.open(row, row);
    await this.#knex.raw(
      `UPDATE credentials SET last_used_at = now()
       WHERE id = ? AND (last_used_at IS NULL
         OR last_used_at <= now() - interval '${NOTED_EVERY}')`,
      [row.id],
    );
    return { name: row.name, username: row.username, password };
  }

  #read(row: Row): string | KeyError {
    try {
      return this.#keyring.open(row, row);
    } catch (error) {
      if (error instanceof KeyError) return error;
      throw error;
    }
  }

  #shown(row: Row): Credential {
    const { id, name, origin, username, key_id, created_by, updated_by } = row;
    return {
      id,
      name,
      origin,
      username,
      key_id,
      key_status: this.#statusOf(row),
      created_by,
      created_at: row.created_at.toISOString(),
      updated_by,
      updated_at: row.updated_at.toISOString(),
      last_used_at: row.last_used_at?.toISOString() ?? null,
    };
  }

  #statusOf(row: Row): Credential['key_status'] {
    const secret = this.#read(row);
    if (secret instanceof KeyError) {
      return secret.problem === 'wrong' ? 'wrong' : 'missing';
    }
    return row.key_id === this.#keyring.newestId ? 'current' : 'old';
  }
}

/** What the audit trail tells of it. */
function about(row: Row, details: JsonObject = {}): About {
  const { id, name, origin } = row;
  return {
    target: { type: 'credential', id, name },
    details: { origin, ...details },
  };
}
