/*
 * Where people add and change single leads. What they send is checked and
 * normalised by the rules of the import, so that a lead is the same whichever
 * way it came.
 */
import { ConflictError, NotFoundError } from '@backstage/errors';
import { Knex } from 'knex';
import {
  ImportProblem,
  Lead,
  LeadData,
  LeadField,
  REQUIRED_LEAD_FIELDS,
  UpdateLeadRequest,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { FieldProblem, FieldsError, RequestError } from '../api/problems';
import { Recording } from '../audit';
import { LEAD_FIELDS } from '../store/leadRows';
import { lockLeads } from '../store/leadsLock';
import { FieldChange, LeadStore } from '../store/LeadStore';
import { checkLead } from './import/check';
import { leadKeys } from './keys';

/** Country of telephone numbers without one, as in an import that names none. */
const DEFAULT_COUNTRY = 'US';

/** How long a new lead waits for an import that is storing its leads. */
const IMPORT_WAIT_MS = 5_000;

/** The same lead is stored already; answered with 409 that names it. */
export class DuplicateLeadError extends ConflictError {
  readonly lead_id: string;

  constructor(leadId: string) {
    super(
      `This lead is stored already, as lead '${leadId}': its e-mail address, or its domain and name, are the same. ` +
        'Open that one, or send allow_duplicate to store this one too.',
    );
    this.name = 'ConflictError';
    this.lead_id = leadId;
  }
}

/** A lead that does not exist, or whose id cannot be one. */
export function unknownLead(id: string): NotFoundError {
  return new NotFoundError(`There is no lead '${id.slice(0, 60)}'`);
}

/** Adds and changes leads. */
export class LeadDesk {
  readonly #knex: Knex;
  readonly #leads: LeadStore;

  constructor(options: { knex: Knex; leads: LeadStore }) {
    this.#knex = options.knex;
    this.#leads = options.leads;
  }

  /**
   * Stores a lead.
   *
   * @throws FieldsError with everything that is wrong with it;
   * DuplicateLeadError.
   */
  async create(
    given: LeadData,
    order: { user_ref: string; allow_duplicate: boolean },
    record: Recording,
  ): Promise<Lead> {
    const { lead, keys, problems } = checkLead(given, {
      defaultCountry: DEFAULT_COUNTRY,
    });
    refuse(
      problems.filter(problem => problem.severity === 'error'),
      'lead.',
    );
    return this.#knex.transaction(async trx => {
      await lockLeads(trx, { waitMs: IMPORT_WAIT_MS });
      const duplicate = await this.#leads.findDuplicate(trx, keys);
      if (duplicate && !order.allow_duplicate) {
        throw new DuplicateLeadError(duplicate);
      }
      const id = await this.#leads.insert(trx, lead, {
        keys,
        user_ref: order.user_ref,
      });
      await record(trx, {
        target: { type: 'lead', id, name: lead.business_name },
      });
      return this.#found(id, trx);
    });
  }

  /**
   * Changes fields of a lead; nothing when they are so already.
   *
   * @param order - `version`: the one that was changed; undefined: any
   * @throws NotFoundError; RequestError 412 when somebody else changed the lead
   * since; ConflictError when it is erased; FieldsError.
   */
  async change(
    id: string,
    given: UpdateLeadRequest,
    order: { user_ref: string; version: number | undefined },
    record: Recording,
  ): Promise<Lead> {
    return this.#knex.transaction(async trx => {
      await this.#leads.hold(trx, id);
      const before = await this.#found(id, trx);
      if (order.version !== undefined && order.version !== before.version) {
        throw new RequestError(
          412,
          'PreconditionFailedError',
          `Somebody changed this lead meanwhile: it is at version ${before.version}, and you changed version ${order.version}. ` +
            'Read it again and repeat your change on what it says now.',
        );
      }
      if (before.erased_at !== null) {
        throw new ConflictError(
          'This lead was erased and cannot be changed any more; store a new one',
        );
      }
      const changes = changesOf(before, given);
      if (changes.length === 0) return before;
      await this.#leads.update(trx, id, {
        changes,
        keys: keysAfter(before, changes),
        user_ref: order.user_ref,
      });
      const after = await this.#found(id, trx);
      await record(trx, {
        target: { type: 'lead', id, name: after.business_name },
        details: {
          fields: changes.map(({ field }) => field),
          version: after.version,
        },
      });
      return after;
    });
  }

  async #found(id: string, trx: Knex.Transaction): Promise<Lead> {
    const lead = await this.#leads.find(id, trx);
    if (!lead) throw unknownLead(id);
    return lead;
  }
}

/**
 * What the fields that were sent make different. Others are not looked at: a
 * lead that came with a test may lack what an import asks for.
 */
function changesOf(before: Lead, given: UpdateLeadRequest): FieldChange[] {
  const sent = LEAD_FIELDS.filter(field => given[field] !== undefined);
  const { lead, problems } = checkLead(
    { ...fieldsOf(before), ...given },
    { defaultCountry: DEFAULT_COUNTRY },
  );
  // In a new lead what cannot be read is left out; here it would empty a field
  const lost = (field: LeadField) =>
    lead[field] === null && given[field] !== null && given[field] !== '';
  refuse(
    problems.filter(
      ({ field, severity }) =>
        field !== null &&
        sent.includes(field) &&
        (severity === 'error' || lost(field)),
    ),
  );
  return sent
    .map(field => ({ field, before: before[field], after: lead[field] }))
    .filter(change => change.before !== change.after);
}

function fieldsOf(lead: Lead): Partial<Record<LeadField, unknown>> {
  return Object.fromEntries(LEAD_FIELDS.map(field => [field, lead[field]]));
}

function keysAfter(before: Lead, changes: FieldChange[]) {
  const after = new Map(changes.map(change => [change.field, change.after]));
  const [business_name, website_url, email] = REQUIRED_LEAD_FIELDS.map(field =>
    after.has(field) ? (after.get(field) as string | null) : before[field],
  );
  return leadKeys({ business_name, website_url, email });
}

function refuse(problems: ImportProblem[], path = '') {
  if (problems.length === 0) return;
  throw new FieldsError(
    problems.map(
      ({ field, message }): FieldProblem => ({
        field: `${path}${field ?? ''}`,
        message: message.replace(/; it is left out$/, ''),
      }),
    ),
  );
}
