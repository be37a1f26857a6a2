/*
 * Some steps test LeadShop's own components. Without a configured service the
 * implementation in this plugin is the subject. With
 * `leadshopTesting.components.<slug>.url` that service is the subject, and the
 * implementation here is what its answer is held against.
 */
import { z } from 'zod';
import {
  ComponentSlug,
  ProviderMode,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  Providers,
  StepError,
} from '@leadshop/backstage-plugin-leadshop-testing-node';

/** One value held against the reference. */
export const comparisonSchema = z.object({
  field: z.string(),
  reference: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  service: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  /** Largest difference that is allowed; 0: must be equal. */
  tolerance: z.number().min(0),
  within: z.boolean(),
});
/** One value held against the reference. */
export type Comparison = z.infer<typeof comparisonSchema>;

/** What was tested: the implementation here or a LeadShop service. */
export const subjectFields = {
  subject: z.enum(['reference', 'service']),
  comparison: z.array(comparisonSchema).optional(),
};

/** Holds one value of a service against the reference. */
export function compareValue(
  field: string,
  reference: Comparison['reference'],
  service: Comparison['service'],
  tolerance = 0,
): Comparison {
  const within =
    typeof reference === 'number' && typeof service === 'number'
      ? Math.abs(reference - service) <= tolerance
      : reference === service;
  return { field, reference, service, tolerance, within };
}

/** A LeadShop service as the subject of a step. */
export interface ServiceSubject<T> {
  mode: ProviderMode;
  /** Asks the service and checks the shape of what it answers. */
  ask(input: unknown): Promise<T>;
}

/** The service that stands for a component, or undefined: the reference does. */
export function serviceSubject<S extends z.ZodType>(
  providers: Pick<Providers, 'component'>,
  slug: ComponentSlug,
  schema: S,
  signal: AbortSignal,
): ServiceSubject<z.output<S>> | undefined {
  const service = providers.component(slug);
  if (!service) return undefined;
  return {
    mode: service.mode,
    async ask(input) {
      const parsed = schema.safeParse(await service.call(input, { signal }));
      if (parsed.success) return parsed.data;
      const issue = parsed.error.issues[0];
      throw new StepError(
        `The service of ${slug} answered in another shape than agreed: ${
          issue.path.join('.') || 'body'
        }: ${issue.message}. Compare its version with the contract`,
        { fault: 'leadshop', provider_mode: service.mode },
      );
    },
  };
}

/** Fails the step when a service and the reference disagree. */
export function requireAgreement(
  slug: ComponentSlug,
  mode: ProviderMode,
  comparison: Comparison[],
): void {
  const off = comparison.filter(c => !c.within);
  if (off.length === 0) return;
  throw new StepError(
    `The service of ${slug} differs from the reference in ${off
      .map(c => c.field)
      .join(', ')}; see the comparison for both values`,
    {
      fault: 'leadshop',
      provider_mode: mode,
      details: { subject: 'service', comparison },
    },
  );
}
