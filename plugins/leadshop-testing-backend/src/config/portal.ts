import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** Origins whose pages may open a socket: the portal's and those of CORS. */
export function allowedOrigins(config: Config): string[] {
  const cors = config.getOptional('backend.cors.origin');
  const fromCors = Array.isArray(cors) ? cors : [cors];
  return [config.getString('app.baseUrl'), ...fromCors].flatMap(origin =>
    typeof origin === 'string' && URL.canParse(origin)
      ? [new URL(origin).origin]
      : [],
  );
}

/**
 * Without Backstage's permission framework every signed-in user could do
 * everything, so outside development that is no way to run.
 *
 * @throws InputError with the setting to change.
 */
export function refuseWithoutPermissions(
  config: Config,
  env: { NODE_ENV?: string } = process.env,
): void {
  const development = ['development', 'test'].includes(env.NODE_ENV ?? '');
  if (config.getOptionalBoolean('permission.enabled') || development) return;
  throw new InputError(
    'LeadShop Testing does not start without permissions: set permission.enabled: true in app-config (only NODE_ENV=development may do without)',
  );
}

/**
 * The portal's own backends are known by a subject that begins with `plugin:`.
 * A token from outside that says the same would pass for one of them.
 *
 * @throws InputError with the setting to change.
 */
export function refuseForeignPlugins(config: Config): void {
  const tokens = config.getOptionalConfigArray('backend.auth.externalAccess');
  for (const [index, token] of (tokens ?? []).entries()) {
    const subject = token.getOptionalString('options.subject');
    if (!subject?.startsWith('plugin:')) continue;
    throw new InputError(
      `backend.auth.externalAccess[${index}].options.subject is '${subject}': a subject that begins with plugin: is one of the portal's own backends; give the token another`,
    );
  }
}
