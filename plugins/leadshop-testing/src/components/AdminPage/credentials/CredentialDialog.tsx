import DialogContentText from '@material-ui/core/DialogContentText';
import TextField from '@material-ui/core/TextField';
import type { Credential } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useApi } from '@backstage/core-plugin-api';
import { leadshopTestingApiRef } from '../../../api';
import { useTexts } from '../../../translation';
import { FormDialog, useForm } from '../../FormDialog';
import {
  changesOf,
  CREDENTIAL_FIELDS,
  CredentialField,
  CredentialForm,
  formOf,
  problemsOf,
} from './credentialForm';

/** Asks for a credential and stores it, or for what replaces parts of one. */
export const CredentialDialog = ({
  credential,
  onSaved,
  onClose,
}: {
  /** The one that is stored already. */
  credential?: Credential;
  onSaved: (saved: Credential) => void;
  onClose: () => void;
}) => {
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const send = async (form: CredentialForm) => {
    if (!credential) {
      return api.admin.storeCredential(form);
    }
    const changes = changesOf(form, credential);
    return Object.keys(changes).length === 0
      ? undefined
      : api.admin.replaceCredential(credential.id, changes);
  };
  const state = useForm<CredentialForm>({
    initial: () => formOf(credential),
    problemsOf: form => problemsOf(t, form, credential),
    save: async form => {
      const saved = await send(form);
      if (saved) {
        onSaved(saved);
      }
      onClose();
    },
  });
  const { id, form, problems, change, focus } = state;

  const help = (field: CredentialField) => {
    if (field === 'password') {
      return credential
        ? t('admin.credentials.passwordStays')
        : t('admin.credentials.passwordHelp');
    }
    return field === 'origin' ? t('admin.credentials.originHelp') : undefined;
  };
  return (
    <FormDialog
      title={
        credential
          ? t('admin.credentials.replaceTitle', { name: credential.name })
          : t('admin.credentials.storeTitle')
      }
      confirm={t('admin.credentials.save')}
      state={state}
      onClose={onClose}
    >
      <DialogContentText>{t('admin.credentials.help')}</DialogContentText>
      {CREDENTIAL_FIELDS.map(field => (
        <TextField
          key={field}
          id={`${id}-${field}`}
          label={t(`admin.credentials.${field}`)}
          type={field === 'password' ? 'password' : 'text'}
          value={form[field]}
          onChange={({ target }) => change({ [field]: target.value })}
          // A password that could move elsewhere could be read there
          disabled={field === 'origin' && credential !== undefined}
          error={problems[field] !== undefined}
          helperText={problems[field] ?? help(field)}
          inputRef={field === CREDENTIAL_FIELDS[0] ? focus : undefined}
          inputProps={{
            autoComplete: field === 'password' ? 'new-password' : 'off',
            spellCheck: false,
          }}
          fullWidth
          variant="outlined"
          size="small"
          margin="normal"
        />
      ))}
    </FormDialog>
  );
};
