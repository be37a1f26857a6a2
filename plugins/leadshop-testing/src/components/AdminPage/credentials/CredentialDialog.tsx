import { FormEvent, useCallback, useId, useState } from 'react';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogContentText from '@material-ui/core/DialogContentText';
import DialogTitle from '@material-ui/core/DialogTitle';
import TextField from '@material-ui/core/TextField';
import Alert from '@material-ui/lab/Alert';
import type { Credential } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useApi } from '@backstage/core-plugin-api';
import { leadshopTestingApiRef, problemText, refusalOf } from '../../../api';
import { useTexts } from '../../../translation';
import {
  changesOf,
  CREDENTIAL_FIELDS,
  CredentialField,
  CredentialProblems,
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
  const id = useId();
  const [form, setForm] = useState(() => formOf(credential));
  const [problems, setProblems] = useState<CredentialProblems>({});
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  // The dialog takes the focus itself otherwise
  const focus = useCallback((input: HTMLInputElement | null) => {
    input?.focus();
  }, []);

  const save = async () => {
    if (!credential) {
      return api.admin.storeCredential(form);
    }
    const changes = changesOf(form, credential);
    return Object.keys(changes).length === 0
      ? undefined
      : api.admin.replaceCredential(credential.id, changes);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = problemsOf(t, form, credential);
    setProblems(found);
    setError(undefined);
    const [first] = Object.keys(found);
    if (first) {
      document.getElementById(`${id}-${first}`)?.focus();
      return;
    }
    setBusy(true);
    try {
      const saved = await save();
      if (saved) {
        onSaved(saved);
      }
      onClose();
    } catch (cause) {
      setProblems(refusalOf(cause).fields);
      setError(problemText(t, cause));
      setBusy(false);
    }
  };

  const help = (field: CredentialField) => {
    if (field === 'password') {
      return credential
        ? t('admin.credentials.passwordStays')
        : t('admin.credentials.passwordHelp');
    }
    return field === 'origin' ? t('admin.credentials.originHelp') : undefined;
  };
  return (
    <Dialog
      open
      onClose={onClose}
      aria-labelledby={`${id}-title`}
      fullWidth
      maxWidth="sm"
    >
      <form onSubmit={submit} noValidate autoComplete="off">
        <DialogTitle id={`${id}-title`}>
          {credential
            ? t('admin.credentials.replaceTitle', { name: credential.name })
            : t('admin.credentials.storeTitle')}
        </DialogTitle>
        <DialogContent>
          <DialogContentText>{t('admin.credentials.help')}</DialogContentText>
          {CREDENTIAL_FIELDS.map(field => (
            <TextField
              key={field}
              id={`${id}-${field}`}
              label={t(`admin.credentials.${field}`)}
              type={field === 'password' ? 'password' : 'text'}
              value={form[field]}
              onChange={({ target }) =>
                setForm(before => ({ ...before, [field]: target.value }))
              }
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
          {error && <Alert severity="error">{error}</Alert>}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('shared.goBack')}</Button>
          <Button
            type="submit"
            color="primary"
            variant="contained"
            disabled={busy}
          >
            {t('admin.credentials.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
