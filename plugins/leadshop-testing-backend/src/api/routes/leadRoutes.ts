import { Response } from 'express';
import { z } from 'zod';
import {
  createLeadRequestSchema,
  isStorableText,
  journeyEntrySchema,
  journeyQuerySchema,
  Lead,
  leadDossierQuerySchema,
  leadDossierSchema,
  leadSchema,
  leadsQuerySchema,
  updateLeadRequestSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { ObjectStore } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { LeadDesk, unknownLead } from '../../leads/LeadDesk';
import { JourneyStore } from '../../store/journey';
import { LeadDossierStore } from '../../store/LeadDossier';
import { LeadList } from '../../store/LeadList';
import { LeadStore } from '../../store/LeadStore';
import { SummaryStore } from '../../store/SummaryStore';
import { dossierJson } from '../dossier';
import { dossierArchive } from '../dossierArchive';
import { DownloadSlots, leaving, send, STALLED_MS } from '../downloads';
import { describePage, PAGE_HEADERS, readCursor } from '../paging';
import { idParams, Routes } from '../Routes';
import {
  editedVersion,
  IF_MATCH,
  versionEtag,
  VERSION_ETAG,
} from '../versions';

/** Who may read leads. */
const READERS = ['manage_leads', 'run_pipeline_tests'] as const;

/** Made at once; each may have a connection to the bucket. */
const MAX_DOSSIERS = 4;

const DOSSIER_TYPES = {
  json: 'application/json; charset=utf-8',
  zip: 'application/zip',
};

const SORTED_BY = {
  created_at: z.iso.datetime(),
  business_name: z.string().refine(isStorableText),
};

const PLACE = z.string().regex(/^[0-3][0-9a-f-]{0,36}$/);

/**
 * Single leads and their list. To be added after the other routes below
 * `/leads`, because `/leads/:id` takes every name for an id.
 */
export function addLeadRoutes(
  routes: Routes,
  options: {
    leads: LeadStore;
    leadList: LeadList;
    leadDesk: LeadDesk;
    journeys: JourneyStore;
    dossiers: LeadDossierStore;
    summaries: SummaryStore;
    objectStore: ObjectStore;
  },
): void {
  const { leads, leadList, leadDesk, journeys, dossiers, summaries } = options;
  const { objectStore } = options;
  const slots = new DownloadSlots(MAX_DOSSIERS, 'exports of single leads');

  const stored = async (id: string): Promise<Lead> => {
    const lead = await leads.find(id);
    if (!lead) throw unknownLead(id);
    return lead;
  };
  const withEtag = (lead: Lead, response: Response): Lead => {
    response.setHeader('ETag', versionEtag(lead));
    return lead;
  };

  routes.add({
    method: 'get',
    path: '/leads',
    summary: 'Leads, page by page',
    description:
      '`q` finds a part of business name, site, e-mail, contact name, phone, industry or location. Erased leads are not listed.',
    permission: READERS,
    query: leadsQuerySchema,
    answers: z.array(leadSchema),
    responseHeaders: PAGE_HEADERS,
    async handle({ query, request, response }) {
      const name = query.sort.replace('-', '') as keyof typeof SORTED_BY;
      const cursor = readCursor(query.cursor, query.sort, SORTED_BY[name]);
      const page = await leadList.page(query, cursor);
      describePage({ request, response }, page);
      return page.leads;
    },
  });

  routes.add({
    method: 'post',
    path: '/leads',
    audit: 'lead.create',
    summary: 'Store a lead',
    description:
      'It is checked and normalised as an imported one. A duplicate is refused with 409; `error.lead_id` names the stored lead.',
    permission: 'manage_leads',
    body: createLeadRequestSchema,
    status: 201,
    answers: leadSchema,
    responseHeaders: [VERSION_ETAG],
    problems: [409],
    async handle({ body, principal, record, response }) {
      const lead = await leadDesk.create(
        body.lead,
        {
          user_ref: principal,
          allow_duplicate: body.allow_duplicate,
        },
        record,
      );
      return withEtag(lead, response);
    },
  });

  routes.add({
    method: 'get',
    path: '/leads/:id',
    summary: 'A lead',
    description: 'Of an erased one the personal fields are null.',
    permission: READERS,
    params: idParams,
    unknown: unknownLead,
    answers: leadSchema,
    responseHeaders: [VERSION_ETAG],
    problems: [404],
    async handle({ params, response }) {
      return withEtag(await stored(params.id), response);
    },
  });

  routes.add({
    method: 'patch',
    path: '/leads/:id',
    audit: 'lead.update',
    summary: 'Change fields of a lead',
    description:
      'Checked and normalised as an imported one; null empties a field. What changes nothing makes no new version.',
    permission: 'manage_leads',
    params: idParams,
    unknown: unknownLead,
    requestHeaders: [IF_MATCH],
    body: updateLeadRequestSchema,
    answers: leadSchema,
    responseHeaders: [VERSION_ETAG],
    problems: [404, 409, 412, 428],
    async handle({ params, body, principal, record, request, response }) {
      const lead = await leadDesk.change(
        params.id,
        body,
        { user_ref: principal, version: editedVersion(request) },
        record,
      );
      return withEtag(lead, response);
    },
  });

  routes.add({
    method: 'get',
    path: '/leads/:id/journey',
    summary: 'Everything that happened to a lead, the newest first',
    permission: READERS,
    params: idParams,
    unknown: unknownLead,
    query: journeyQuerySchema,
    answers: z.array(journeyEntrySchema),
    responseHeaders: PAGE_HEADERS,
    problems: [404],
    async handle({ params, query, request, response }) {
      await stored(params.id);
      const cursor = readCursor(
        query.cursor,
        'journey',
        z.iso.datetime(),
        PLACE,
      );
      const page = await journeys.page(params.id, query, cursor);
      describePage({ request, response }, page);
      return page.entries;
    },
  });

  routes.add({
    method: 'get',
    path: '/leads/:id/export',
    costly: true,
    audit: 'lead.export',
    summary: 'All that is stored of one lead, as a file',
    description:
      '`zip` holds the JSON as lead.json, the files that tests left as evidence, and files.json, which lists them with their digests and says which could not be read.',
    permission: READERS,
    params: idParams,
    unknown: unknownLead,
    query: leadDossierQuerySchema,
    answers: leadDossierSchema,
    alsoAnswers: { mediaType: 'application/zip' },
    problems: [404],
    async handle({ params, query, record, request, response }) {
      const lead = await stored(params.id);
      const { format } = query;
      await slots.use(response, async () => {
        const left = leaving(response, STALLED_MS);
        response.setHeader('Content-Type', DOSSIER_TYPES[format]);
        response.setHeader(
          'Content-Disposition',
          `attachment; filename="lead-${lead.id}.${format}"`,
        );
        if (request.method === 'HEAD') return void response.end();
        await record(undefined, {
          target: { type: 'lead', id: lead.id },
          details: { format },
        });
        const json = dossierJson(lead, { journeys, dossiers, summaries });
        const file =
          format === 'json'
            ? json
            : dossierArchive(lead.id, {
                json,
                dossiers,
                objectStore,
                signal: left,
              });
        return send(file, response, left);
      });
    },
  });
}
