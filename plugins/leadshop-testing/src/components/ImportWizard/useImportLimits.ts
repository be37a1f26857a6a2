import { configApiRef, useApi } from '@backstage/core-plugin-api';

/** What the backend takes when the configuration does not say. */
const DEFAULTS = { maxFileSizeMb: 64, maxLeads: 100_000 } as const;

/** What a file may have at most. */
export interface ImportLimits {
  maxFileBytes: number;
  maxLeads: number;
}

/** What a file may have at most, as far as the configuration says. */
export function useImportLimits(): ImportLimits {
  const config = useApi(configApiRef).getOptionalConfig(
    'leadshopTesting.import',
  );
  const limit = (name: keyof typeof DEFAULTS) =>
    config?.getOptionalNumber(name) ?? DEFAULTS[name];
  return {
    maxFileBytes: limit('maxFileSizeMb') * 1024 * 1024,
    maxLeads: limit('maxLeads'),
  };
}
