import { NotFoundError } from '@backstage/errors';
import {
  bulkRequestSchema,
  bulkResponseSchema,
  undoResultSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { z } from 'zod';
import { bulkValues } from '../../leads/bulkValues';
import { unknownLead } from '../../leads/LeadDesk';
import { BulkEdits } from '../../store/BulkEdits';
import { LeadErasure } from '../../store/LeadErasure';
import { idParams, Routes } from '../Routes';

/** 100,000 ids, with room for how a client lays them out. */
const MAX_BODY_BYTES = 6 * 1024 * 1024;

/** Erasing a lead, and changing or erasing many at once. */
export function addLeadBulkRoutes(
  routes: Routes,
  options: { bulkEdits: BulkEdits; erasure: LeadErasure },
): void {
  const { bulkEdits, erasure } = options;

  routes.add({
    method: 'delete',
    path: '/leads/:id',
    audit: 'lead.erase',
    summary: 'Erase the personal data of a lead, everywhere',
    description:
      'Contact name, e-mail, phone and notes go, in the lead, its journey, its tests and in rejected rows of imports; personal artifacts are deleted from the bucket right after. Tests of it that have not ended are cancelled. The lead itself stays, without a person in it. Erasing it again changes nothing.',
    permission: 'manage_leads',
    params: idParams,
    unknown: unknownLead,
    answers: 'nothing',
    status: 204,
    problems: [404],
    async handle({ params, principal, record }) {
      const found = await erasure.erase(
        params.id,
        { user_ref: principal },
        record,
      );
      if (!found) throw unknownLead(params.id);
    },
  });

  routes.add({
    method: 'post',
    path: '/leads/bulk',
    costly: true,
    audit: 'leads.update',
    summary: 'Change or erase many leads at once',
    description:
      'Name up to 100000 leads, or send a filter of the lead list for all that match. All or none are changed. `matched` counts the leads that were found, `changed` those that were not so already.',
    permission: 'manage_leads',
    body: bulkRequestSchema,
    maxBodyBytes: MAX_BODY_BYTES,
    answers: bulkResponseSchema,
    handle({ body, principal: userRef, record }) {
      const order = { userRef, record };
      return body.action === 'erase'
        ? bulkEdits.erase(body.selection, order)
        : bulkEdits.update(body.selection, bulkValues(body.changes), order);
    },
  });

  routes.add({
    method: 'post',
    path: '/leads/bulk/:id/undo',
    costly: true,
    audit: 'leads.undo',
    summary: 'Take a change of many leads back',
    description:
      'Leads that somebody changed or erased since are kept as they are. What was erased does not come back: 409.',
    permission: 'manage_leads',
    params: idParams,
    unknown: unknownBulkEdit,
    body: z.strictObject({}),
    bodyOptional: true,
    answers: undoResultSchema,
    problems: [404, 409],
    async handle({ params, principal: userRef, record }) {
      const result = await bulkEdits.undo(params.id, { userRef, record });
      if (!result) throw unknownBulkEdit(params.id);
      return result;
    },
  });
}

function unknownBulkEdit(id: string): NotFoundError {
  return new NotFoundError(`There is no bulk edit '${id.slice(0, 60)}'`);
}
