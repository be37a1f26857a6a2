import { z } from 'zod';
import {
  LeadData,
  PERSONAL_LEAD_FIELDS,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  PipelineStep,
  StepError,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { defineStep, FullPipelineDeps } from './definition';
import {
  compareValue,
  requireAgreement,
  serviceSubject,
  subjectFields,
} from './subject';
import {
  LeadField,
  leadProblemSchema,
  LeadNormalisation,
  NormalisedLead,
  normaliseLead,
  normalisedLeadSchema,
} from './lead/normalise';
import { probeLeadStorage, storageProbeSchema } from './lead/storageProbe';
import { parseWebsite } from './lead/website';

const fieldValue = z.union([z.string(), z.number(), z.null()]);

/** What became of one field. Values of personal fields are kept apart. */
export const leadFieldReportSchema = z.object({
  field: z.string(),
  personal: z.boolean(),
  present: z.boolean(),
  changed: z.boolean(),
  given: fieldValue.optional(),
  normalised: fieldValue.optional(),
});

/** Evidence of step 2. */
export const leadDataModelDetailsSchema = z.object({
  ...subjectFields,
  fields: z.array(leadFieldReportSchema),
  problems: z.array(leadProblemSchema),
  registrable_domain: z.string().nullable(),
  storage: storageProbeSchema,
});
/** Evidence of step 2. */
export type LeadDataModelDetails = z.infer<typeof leadDataModelDetailsSchema>;

/** The part of step 2's evidence that is personal data. */
export const leadDataModelPersonalSchema = z.object({
  personal_fields: z.array(
    z.object({ field: z.string(), given: fieldValue, normalised: fieldValue }),
  ),
});

/** What a lead data model service answers. */
export const leadDataModelServiceSchema = z.object({
  lead: normalisedLeadSchema,
  problems: z.array(leadProblemSchema),
});

const personalFields: readonly string[] = PERSONAL_LEAD_FIELDS;

function reportFields(given: Readonly<LeadData>, lead: NormalisedLead) {
  const names = Object.keys(lead) as LeadField[];
  const all = names.map(field => ({
    field,
    given: given[field] ?? null,
    normalised: lead[field],
  }));
  return {
    fields: all.map(entry => {
      const personal = personalFields.includes(entry.field);
      return {
        field: entry.field,
        personal,
        present: entry.given !== null,
        changed: entry.given !== entry.normalised,
        ...(personal
          ? {}
          : { given: entry.given, normalised: entry.normalised }),
      };
    }),
    personal_fields: all.filter(e => personalFields.includes(e.field)),
  };
}

function compare(reference: LeadNormalisation, service: LeadNormalisation) {
  const names = Object.keys(reference.lead) as LeadField[];
  const errors = (found: LeadNormalisation) =>
    found.problems
      .filter(p => p.severity === 'error')
      .map(p => p.field)
      .sort()
      .join(', ');
  return [
    ...names.map(field => {
      const held = compareValue(
        field,
        reference.lead[field],
        service.lead[field],
      );
      return personalFields.includes(field)
        ? { ...held, reference: '(personal)', service: '(personal)' }
        : held;
    }),
    compareValue('fields with errors', errors(reference), errors(service)),
  ];
}

/** Step 2: the lead in its one form, and the table that must hold it. */
export function leadDataModelStep({
  knex,
  providers,
}: Pick<FullPipelineDeps, 'knex' | 'providers'>): PipelineStep {
  return defineStep('lead_data_model', {
    dependsOn: [],
    critical: true,
    timeoutMs: 45_000,
    attempts: 2,
    async run(context, learnt) {
      const { signal } = context;
      const reference = normaliseLead(context.lead);
      const service = serviceSubject(
        providers,
        'lead-data-model',
        leadDataModelServiceSchema,
        signal,
      );
      const answer = await service?.ask({ lead: context.lead });
      const comparison = answer && compare(reference, answer);
      const { lead, problems } = answer ?? reference;

      const { fields, personal_fields } = reportFields(context.lead, lead);
      learnt.personal = { personal_fields };
      learnt.details = {
        subject: service ? 'service' : 'reference',
        comparison,
        fields,
        problems,
      };
      if (service && comparison) {
        requireAgreement('lead-data-model', service.mode, comparison);
      }
      const errors = problems.filter(p => p.severity === 'error');
      if (errors.length > 0 || lead.website_url === null) {
        throw new StepError(
          `The lead cannot be used: ${errors
            .map(p => p.message)
            .join('; ')}. Correct the lead and run the test again`,
          { fault: 'lead', provider_mode: service?.mode ?? null },
        );
      }
      problems.forEach(p => context.warn(p.message));

      const details: LeadDataModelDetails = {
        subject: service ? 'service' : 'reference',
        comparison,
        fields,
        problems,
        registrable_domain: parseWebsite(lead.website_url).registrable_domain,
        storage: await probeLeadStorage(knex, lead, { signal }),
      };
      return {
        details,
        personal: { personal_fields },
        provider_mode: service?.mode ?? null,
      };
    },
  });
}
