import { configApiRef, useApi } from '@backstage/core-plugin-api';

/** What the backend takes when the configuration does not say. */
const DEFAULT_MEBIBYTES = 64;

/** The size of the largest file that is taken. */
export function useMaxFileBytes(): number {
  const mebibytes =
    useApi(configApiRef).getOptionalNumber(
      'leadshopTesting.import.maxFileSizeMb',
    ) ?? DEFAULT_MEBIBYTES;
  return mebibytes * 1024 * 1024;
}
