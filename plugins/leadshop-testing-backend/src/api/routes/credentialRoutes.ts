import { z } from 'zod';
import {
  credentialListSchema,
  credentialSchema,
  replaceCredentialRequestSchema,
  rotateCredentialsResponseSchema,
  storeCredentialRequestSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { AllowedHost } from '../../config';
import {
  CredentialStore,
  KeyError,
  SealedElsewhere,
  unknownCredential,
} from '../../credentials';
import { explainUnsafeOrigin } from '../../pipeline/network';
import { conflict, FieldsError } from '../problems';
import { idParams, Routes } from '../Routes';

/** What sites behind basic auth are sent. No answer holds a password. */
export function addCredentialRoutes(
  routes: Routes,
  options: {
    credentials: CredentialStore;
    webhooks: { sealed: SealedElsewhere };
    allowedHosts: readonly AllowedHost[];
  },
): void {
  const { credentials, webhooks, allowedHosts } = options;

  routes.add({
    method: 'get',
    path: '/credentials',
    summary: 'Stored credentials of test targets, without their passwords',
    permission: 'manage_system_config',
    answers: credentialListSchema,
    handle: () => credentials.list(),
  });

  routes.add({
    method: 'post',
    path: '/credentials',
    audit: 'credential.store',
    summary: 'Store the credential of a site behind basic auth',
    description:
      'Step 5 sends it to exactly this origin, over https (http only to hosts of the setting network.allowedHosts), and never after a redirect to another origin. The password is encrypted with the newest key of the setting credentials.keys and is never answered. Without a key, or when the origin has a credential: 409.',
    permission: 'manage_system_config',
    body: storeCredentialRequestSchema,
    answers: credentialSchema,
    status: 201,
    problems: [409],
    handle({ body, principal, record }) {
      const problem = explainUnsafeOrigin(body.origin, allowedHosts);
      if (problem) {
        throw new FieldsError([{ field: 'origin', message: problem }]);
      }
      return withKey(() => credentials.store(body, principal, record));
    },
  });

  routes.add({
    method: 'post',
    path: '/credentials/rotate',
    costly: true,
    audit: 'credential.rotate',
    summary: 'Encrypt all credentials with the newest key',
    description:
      'The secrets of webhooks as well. Then the older keys can be taken out of the configuration. Those that cannot be read are named and stay as they are.',
    permission: 'manage_system_config',
    body: z.strictObject({}),
    bodyOptional: true,
    answers: rotateCredentialsResponseSchema,
    problems: [409],
    handle: ({ record }) =>
      withKey(() => credentials.rotate(record, webhooks.sealed)),
  });

  routes.add({
    method: 'patch',
    path: '/credentials/:id',
    audit: 'credential.update',
    summary: 'Replace the name, the user name or the password of a credential',
    description:
      'The origin stays: to send it elsewhere, delete it and store it anew.',
    permission: 'manage_system_config',
    params: idParams,
    unknown: unknownCredential,
    body: replaceCredentialRequestSchema,
    answers: credentialSchema,
    problems: [404, 409],
    handle: ({ params, body, principal, record }) =>
      withKey(async () => {
        const changed = await credentials.replace(
          params.id,
          body,
          principal,
          record,
        );
        if (!changed) throw unknownCredential(params.id);
        return changed;
      }),
  });

  routes.add({
    method: 'delete',
    path: '/credentials/:id',
    audit: 'credential.delete',
    summary: 'Delete a credential',
    permission: 'manage_system_config',
    params: idParams,
    unknown: unknownCredential,
    answers: 'nothing',
    status: 204,
    problems: [404],
    async handle({ params, record }) {
      if (!(await credentials.remove(params.id, record))) {
        throw unknownCredential(params.id);
      }
    },
  });
}

/** A key that lacks is a state of the backend, and no mistake of the caller. */
async function withKey<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof KeyError) throw conflict(error.message);
    throw error;
  }
}
