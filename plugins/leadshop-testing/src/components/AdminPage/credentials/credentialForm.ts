import {
  replaceCredentialRequestSchema,
  storeCredentialRequestSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Credential } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Translate } from '../../../translation';

/** The fields of a credential, in the order of the dialog. */
export const CREDENTIAL_FIELDS = [
  'name',
  'origin',
  'username',
  'password',
] as const;
/** The name of such a field. */
export type CredentialField = (typeof CREDENTIAL_FIELDS)[number];
/** What stands in the fields. */
export type CredentialForm = Record<CredentialField, string>;
/** What is wrong with them. */
export type CredentialProblems = Partial<Record<CredentialField, string>>;

/** What the dialog begins with. The password is never known here. */
export function formOf(credential: Credential | undefined): CredentialForm {
  return {
    name: credential?.name ?? '',
    origin: credential?.origin ?? '',
    username: credential?.username ?? '',
    password: '',
  };
}

/** What differs from what is stored; an empty password stays as it is. */
export function changesOf(form: CredentialForm, stored: Credential) {
  return {
    ...(form.name.trim() !== stored.name && { name: form.name }),
    ...(form.username !== stored.username && { username: form.username }),
    ...(form.password && { password: form.password }),
  };
}

function problemOf(t: Translate, field: CredentialField, form: CredentialForm) {
  return form[field].trim() === ''
    ? t('admin.credentials.problem.required')
    : t(`admin.credentials.problem.${field}`);
}

/** What the server would refuse. */
export function problemsOf(
  t: Translate,
  form: CredentialForm,
  stored: Credential | undefined,
): CredentialProblems {
  const { error } = stored
    ? replaceCredentialRequestSchema.safeParse({
        name: form.name,
        username: form.username,
        ...(form.password && { password: form.password }),
      })
    : storeCredentialRequestSchema.safeParse(form);
  const wrong = new Set(error?.issues.map(({ path }) => path[0]));
  return Object.fromEntries(
    CREDENTIAL_FIELDS.filter(field => wrong.has(field)).map(field => [
      field,
      problemOf(t, field, form),
    ]),
  );
}
