import { InputError } from '@backstage/errors';
import { RequestError } from '../../../api/problems';
import { ImportLimits } from './LeadFile';

/** 415: this is no file that can be read, whatever is in it. */
export function unsupportedFile(message: string): RequestError {
  return new RequestError(415, 'UnsupportedMediaTypeError', message);
}

/** 413: the file is larger than the settings allow. */
export function tooLarge(message: string): RequestError {
  return new RequestError(413, 'PayloadTooLargeError', message);
}

/** 413 for a file with too many rows. */
export function tooManyRows({ maxRows }: ImportLimits): RequestError {
  return tooLarge(
    `The file has more than ${maxRows} rows, the most that one import takes; split it, or ask an administrator to raise leadshopTesting.import.maxLeads`,
  );
}

/** A file whose contents make no sense as a list of leads. */
export function unreadable(message: string): InputError {
  return new InputError(message);
}

/** The file ends below its header. */
export function noRows(): InputError {
  return unreadable(
    'The file has column names but no rows below them; there is nothing to import',
  );
}
