import { z } from 'zod';
import {
  CallOptions,
  ComponentService,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { ProviderSettings } from '../../config';
import { isOnlyTheQuestion, readJson, VendorClient } from './vendorClient';

/** One of LeadShop's own components, called in place of the reference. */
export class RemoteComponent implements ComponentService {
  readonly slug: string;
  readonly mode: ProviderSettings['mode'];
  readonly #settings: ProviderSettings & { token?: string };
  readonly #client: VendorClient;

  constructor(
    slug: string,
    settings: ProviderSettings & { token?: string },
    client: VendorClient,
  ) {
    this.slug = slug;
    this.mode = settings.mode;
    this.#settings = settings;
    this.#client = client;
  }

  /** It takes POST alone: whatever else it says to GET, it is there. */
  async check(options: CallOptions): Promise<void> {
    try {
      await this.#client.look(
        {
          method: 'GET',
          url: this.#settings.baseUrl,
          headers: this.#authorization(),
        },
        options,
      );
    } catch (error) {
      if (!isOnlyTheQuestion(error)) throw error;
    }
  }

  call(input: unknown, options: CallOptions): Promise<unknown> {
    const { baseUrl } = this.#settings;
    return this.#client.send(
      {
        method: 'POST',
        url: baseUrl,
        headers: this.#authorization(),
        json: input ?? null,
      },
      options,
      ({ body }) => readJson(body, z.unknown()),
    );
  }

  #authorization(): Record<string, string> {
    const { token } = this.#settings;
    return token ? { authorization: `Bearer ${token}` } : {};
  }
}
