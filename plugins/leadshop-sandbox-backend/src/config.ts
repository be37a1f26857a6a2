import path from 'node:path';
import { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { z } from 'zod';
import { faultRuleSchema } from './faults';
import { SandboxOptions } from './sandbox';

const ROOT = 'leadshopSandbox';

/** Below the folder that the backend was started in. */
const FOLDER = '.data/leadshop-sandbox';

/** `${PORT}` in app-config becomes text: a number as text is a number. */
const portNumber = z.preprocess(
  value =>
    typeof value === 'string' && /^\s*\d+\s*$/.test(value)
      ? Number(value)
      : value,
  z.int().min(0).max(65535),
);
const TRUTH = new Map<unknown, boolean>([
  ['true', true],
  ['false', false],
]);

const listener = (port: number) =>
  z.strictObject({ port: portNumber.default(port) }).default({ port });

const schema = z.strictObject({
  enabled: z
    .preprocess(value => TRUTH.get(value) ?? value, z.boolean())
    .default(true),
  http: listener(7010),
  https: listener(7011),
  smtp: listener(7025),
  folder: z.string().trim().min(1).default(FOLDER),
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
    const setting = [ROOT, ...issue.path].join('.');
    throw new InputError(
      `Invalid configuration at ${setting}: ${issue.message}`,
    );
  }
  const { enabled, http, https, smtp, folder, faults } = result.data;
  return enabled
    ? {
        httpPort: http.port,
        httpsPort: https.port,
        smtpPort: smtp.port,
        folder: path.resolve(folder),
        faults,
      }
    : undefined;
}
