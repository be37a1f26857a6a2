import { isError, ResponseError } from '@backstage/errors';
import { errorBodySchema } from '@leadshop/backstage-plugin-leadshop-testing-common';

/** What a person needs to know of a failed request. */
export interface Refusal {
  /** HTTP status; undefined when there was no answer at all. */
  status?: number;
  message: string;
  /** What is wrong with single fields of the request, by field. */
  fields: Record<string, string>;
  /** The stored lead that a new one repeats. */
  leadId?: string;
}

/** Reads what the server said out of whatever a request rejected with. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof ResponseError) {
    const body = errorBodySchema.safeParse(error.body);
    const leadId = body.data?.error.lead_id;
    return {
      status: error.statusCode,
      message: body.success ? body.data.error.message : error.message,
      fields: Object.fromEntries(
        (body.success ? body.data.error.fields ?? [] : []).map(problem => [
          problem.field,
          problem.message,
        ]),
      ),
      ...(typeof leadId === 'string' && { leadId }),
    };
  }
  // What fetch rejects with differs by browser and says little ("Failed to
  // fetch", "Load failed", "NetworkError when …").
  if (isError(error) && error.name === 'TypeError') {
    return {
      message:
        'The backend did not answer. Check the network connection and try again.',
      fields: {},
    };
  }
  return {
    message: isError(error) ? error.message : String(error),
    fields: {},
  };
}
