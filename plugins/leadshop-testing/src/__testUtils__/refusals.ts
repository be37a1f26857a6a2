import { ResponseError } from '@backstage/errors';

/** What a request rejects with that the server answers with such a status. */
export async function refused(
  statusCode: number,
  name: string,
  message: string,
  /** What else the error says, such as `fields`. */
  details: object = {},
  /** Seconds until another try. */
  retryAfter?: number,
): Promise<ResponseError> {
  const body = {
    error: { name, message, ...details },
    response: { statusCode },
  };
  return ResponseError.fromResponse({
    ok: false,
    redirected: false,
    status: statusCode,
    statusText: name,
    type: 'basic',
    url: '',
    headers: new Headers({
      'content-type': 'application/json',
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    }),
    text: async () => JSON.stringify(body),
  });
}
