import { Config } from '@backstage/config';
import { AllowedHost, SandboxAddress } from './settings';

/** Where the sandbox listens; undefined in production and when it is off. */
export function readSandbox(
  config: Config,
  production: boolean,
): SandboxAddress | undefined {
  if (production) return undefined;
  const section = config.getOptionalConfig('leadshopSandbox');
  if (section?.getOptionalBoolean('enabled') === false) return undefined;
  const at = (name: string, fallback: number) =>
    section?.getOptionalNumber(`${name}.port`) ?? fallback;
  return {
    httpUrl: `http://127.0.0.1:${at('http', 7010)}`,
    httpsUrl: `https://localhost:${at('https', 7011)}`,
    smtpHost: '127.0.0.1',
    smtpPort: at('smtp', 7025),
  };
}

/** The sandbox's private addresses, which steps may call. */
export function sandboxHosts(sandbox: SandboxAddress): AllowedHost[] {
  return [sandbox.httpUrl, sandbox.httpsUrl].flatMap(url =>
    ['localhost', '127.0.0.1'].map(host => ({
      host,
      port: Number(new URL(url).port),
      caUrl: `${sandbox.httpUrl}/control/ca.pem`,
      mode: 'sandbox' as const,
    })),
  );
}

/** Whether an address is the sandbox's, so that nobody calls it live. */
export function isSandbox(
  url: string | undefined,
  sandbox: SandboxAddress | undefined,
): boolean {
  if (!sandbox || !url) return false;
  return [sandbox.httpUrl, sandbox.httpsUrl].includes(new URL(url).origin);
}
