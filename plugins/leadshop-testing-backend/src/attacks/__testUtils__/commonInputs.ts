import { ApiInput, headerText, RawRequest } from './ApiInputs';

/** Headers that every route gets from every browser, and some from proxies. */
const COMMON_HEADERS = [
  'accept',
  'accept-language',
  'authorization',
  'content-type',
  'cookie',
  'if-none-match',
  'origin',
  'range',
  'referer',
  'user-agent',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-request-id',
];

/** Inputs that no route declares; one route stands for all. */
export function commonInputs(route: string, request: RawRequest): ApiInput[] {
  return COMMON_HEADERS.map(
    (name): ApiInput => ({
      route,
      name: `header ${name}`,
      place: 'header',
      withText(text) {
        const value = headerText(text);
        return value === undefined
          ? undefined
          : { ...request, headers: { ...request.headers, [name]: value } };
      },
    }),
  );
}
