import { FormEvent, useCallback, useId, useState } from 'react';
import Button from '@material-ui/core/Button';
import Checkbox from '@material-ui/core/Checkbox';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import FormControl from '@material-ui/core/FormControl';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import FormGroup from '@material-ui/core/FormGroup';
import FormHelperText from '@material-ui/core/FormHelperText';
import FormLabel from '@material-ui/core/FormLabel';
import TextField from '@material-ui/core/TextField';
import Alert from '@material-ui/lab/Alert';
import { useApi } from '@backstage/core-plugin-api';
import { WEBHOOK_EVENT_TYPES } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  Webhook,
  WebhookWithSecret,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef, problemText, refusalOf } from '../../../api';
import { useTexts } from '../../../translation';
import {
  changesOf,
  formOf,
  problemsOf,
  WebhookForm,
  WebhookProblems,
} from './webhookForm';
import { webhookName } from './webhookWords';

/** The server's answer to a change of a version that is no more. */
const STALE = 412;

type WebhookDialogProps = { onClose: () => void } & (
  | {
      webhook?: undefined;
      /** Is given the secret, which nobody is told again. */
      onMade: (made: WebhookWithSecret) => void;
    }
  | { webhook: Webhook; onSaved: (saved: Webhook) => void }
);

/** Asks where to send what; makes a webhook or changes one. */
export const WebhookDialog = (props: WebhookDialogProps) => {
  const { webhook, onClose } = props;
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const id = useId();
  const [form, setForm] = useState(() => formOf(webhook));
  const [problems, setProblems] = useState<WebhookProblems>({});
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  // The dialog takes the focus itself otherwise
  const focus = useCallback((input: HTMLInputElement | null) => {
    input?.focus();
  }, []);
  const change = (changes: Partial<WebhookForm>) =>
    setForm(before => ({ ...before, ...changes }));

  const save = async () => {
    if (props.webhook === undefined) {
      const { url, ...others } = form;
      props.onMade(await api.webhooks.create({ ...others, url: url.trim() }));
      return;
    }
    const changes = changesOf(form, props.webhook);
    const { id: stored, version } = props.webhook;
    props.onSaved(
      Object.keys(changes).length === 0
        ? props.webhook
        : await api.webhooks.update(stored, version, changes),
    );
    onClose();
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = problemsOf(t, form);
    setProblems(found);
    setError(undefined);
    const [first] = Object.keys(found);
    if (first) {
      document.getElementById(`${id}-${first}`)?.focus();
      return;
    }
    setBusy(true);
    try {
      await save();
    } catch (cause) {
      const { status, fields } = refusalOf(cause);
      setProblems(fields);
      setError(
        status === STALE
          ? t('webhooks.form.changedMeanwhile')
          : problemText(t, cause),
      );
      setBusy(false);
    }
  };

  const text = (field: 'url' | 'description') => ({
    id: `${id}-${field}`,
    label: t(`webhooks.form.${field}`),
    value: form[field],
    error: problems[field] !== undefined,
    helperText: problems[field] ?? t(`webhooks.form.${field}Help`),
    fullWidth: true,
    variant: 'outlined' as const,
    size: 'small' as const,
    margin: 'normal' as const,
  });
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
          {webhook
            ? t('webhooks.form.editTitle', { name: webhookName(webhook) })
            : t('webhooks.form.makeTitle')}
        </DialogTitle>
        <DialogContent>
          <TextField
            {...text('url')}
            onChange={({ target }) => change({ url: target.value })}
            inputRef={focus}
            inputProps={{ spellCheck: false, inputMode: 'url' }}
          />
          <TextField
            {...text('description')}
            onChange={({ target }) => change({ description: target.value })}
            inputProps={{ maxLength: 200 }}
          />
          <FormControl
            component="fieldset"
            margin="normal"
            error={problems.event_types !== undefined}
          >
            <FormLabel component="legend">
              {t('webhooks.form.events')}
            </FormLabel>
            <FormGroup>
              {WEBHOOK_EVENT_TYPES.map((type, index) => (
                <FormControlLabel
                  key={type}
                  control={
                    <Checkbox
                      id={index === 0 ? `${id}-event_types` : undefined}
                      color="primary"
                      size="small"
                      checked={form.event_types.includes(type)}
                      onChange={(_, checked) =>
                        change({
                          event_types: WEBHOOK_EVENT_TYPES.filter(one =>
                            one === type
                              ? checked
                              : form.event_types.includes(one),
                          ),
                        })
                      }
                    />
                  }
                  label={t(`webhooks.event.${type}`)}
                />
              ))}
            </FormGroup>
            {problems.event_types && (
              <FormHelperText role="alert">
                {problems.event_types}
              </FormHelperText>
            )}
          </FormControl>
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
            {t(webhook ? 'webhooks.form.save' : 'webhooks.form.create')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
