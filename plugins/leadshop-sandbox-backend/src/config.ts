import { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { z } from 'zod';
import { faultRuleSchema } from './faults';
import { SandboxOptions } from './sandbox';

const ROOT = 'leadshopSandbox';

const listener = (port: number) =>
  z
    .strictObject({ port: z.number().int().min(0).max(65535).default(port) })
    .default({ port });

const schema = z.strictObject({
  enabled: z.boolean().default(true),
  http: listener(7010),
  https: listener(7011),
  smtp: listener(7025),
  faults: z.array(faultRuleSchema).default([]),
});

/**
 * Reads `leadshopSandbox`. Undefined when the sandbox is switched off.
 *
 * @throws InputError that names the setting.
 */
export function readSandboxConfig(
  config: RootConfigService,
): SandboxOptions | undefined {
  const result = schema.safeParse(config.getOptional(ROOT) ?? {});
  if (!result.success) {
    const [issue] = result.error.issues;
    const path = [ROOT, ...issue.path].join('.');
    throw new InputError(`Invalid configuration at ${path}: ${issue.message}`);
  }
  const { enabled, http, https, smtp, faults } = result.data;
  return enabled
    ? {
        httpPort: http.port,
        httpsPort: https.port,
        smtpPort: smtp.port,
        faults,
      }
    : undefined;
}
