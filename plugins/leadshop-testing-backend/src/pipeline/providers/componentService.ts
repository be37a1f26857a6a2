import { z } from 'zod';
import {
  CallOptions,
  ComponentService,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { ProviderSettings } from '../../config';
import { readJson, VendorClient } from './vendorClient';

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

  call(input: unknown, options: CallOptions): Promise<unknown> {
    const { token, baseUrl } = this.#settings;
    return this.#client.send(
      {
        method: 'POST',
        url: baseUrl,
        headers: token ? { authorization: `Bearer ${token}` } : {},
        json: input ?? null,
      },
      options,
      ({ body }) => readJson(body, z.unknown()),
    );
  }
}
