import { CacheManager } from '@backstage/backend-defaults/cache';
import { CacheService } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import {
  FaultRule,
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import { readLeadshopTestingConfig } from '../../../config';
import { createProviders, CreateProvidersOptions } from '..';

export type FaultKind = FaultRule['kind'];
export type SandboxComponent = FaultRule['component'];
type Started = ReturnType<typeof createProviders>;

/** A sandbox of its own and providers that are set up to call it. */
export class SandboxProviders {
  readonly #made: Started[] = [];

  private constructor(readonly sandbox: Sandbox) {}

  static async start(): Promise<SandboxProviders> {
    return new SandboxProviders(
      await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 }),
    );
  }

  /** `providers` and `components` are those of `leadshopTesting`. */
  create(
    settings: { providers?: JsonObject; components?: JsonObject } = {},
    options: Partial<CreateProvidersOptions> = {},
  ): Started {
    const { httpUrl, httpsUrl, smtpPort } = this.sandbox;
    const port = (url: string) => Number(new URL(url).port);
    const config = readLeadshopTestingConfig(
      new ConfigReader({
        leadshopSandbox: {
          http: { port: port(httpUrl) },
          https: { port: port(httpsUrl) },
          smtp: { port: smtpPort },
        },
        leadshopTesting: settings,
      }),
      { NODE_ENV: 'test' },
    );
    const made = createProviders({
      config,
      logger: mockServices.logger.mock(),
      // Only what a test is about may open a circuit
      circuit: { failures: 1000 },
      ...options,
    });
    this.#made.push(made);
    return made;
  }

  /** After each test. */
  async reset(): Promise<void> {
    this.sandbox.clearFaults();
    this.sandbox.clearRequests();
    await Promise.all(this.#made.splice(0).map(each => each.close()));
  }

  async stop(): Promise<void> {
    await this.reset();
    await this.sandbox.stop();
  }
}

/** Backstage's own cache, in memory. */
export function memoryCache(): CacheService {
  return CacheManager.fromConfig(
    mockServices.rootConfig({
      data: { backend: { cache: { store: 'memory' } } },
    }),
  ).forPlugin('leadshop-testing');
}

export const signal = new AbortController().signal;
