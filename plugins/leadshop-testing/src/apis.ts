import {
  alertApiRef,
  createApiFactory,
  discoveryApiRef,
  fetchApiRef,
  identityApiRef,
} from '@backstage/core-plugin-api';
import { translationApiRef } from '@backstage/core-plugin-api/alpha';
import { LeadshopTestingClient, leadshopTestingApiRef } from './api';
import { LiveConnection, leadshopTestingLiveRef } from './live';
import { ImportUploads, importUploadsApiRef } from './uploads';

/** Makes the HTTP client. */
export const leadshopTestingApiFactory = createApiFactory({
  api: leadshopTestingApiRef,
  deps: {
    discoveryApi: discoveryApiRef,
    fetchApi: fetchApiRef,
    identityApi: identityApiRef,
  },
  factory: deps => new LeadshopTestingClient(deps),
});

/** Makes the one live link of a browser tab. */
export const leadshopTestingLiveFactory = createApiFactory({
  api: leadshopTestingLiveRef,
  deps: {
    discoveryApi: discoveryApiRef,
    identityApi: identityApiRef,
    api: leadshopTestingApiRef,
  },
  factory: deps => new LiveConnection(deps),
});

/** Keeps the uploads of a browser tab, whichever page is shown. */
export const importUploadsApiFactory = createApiFactory({
  api: importUploadsApiRef,
  deps: {
    api: leadshopTestingApiRef,
    alertApi: alertApiRef,
    translationApi: translationApiRef,
  },
  factory: deps => new ImportUploads(deps),
});
