import Checkbox from '@material-ui/core/Checkbox';
import FormControl from '@material-ui/core/FormControl';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import FormGroup from '@material-ui/core/FormGroup';
import FormHelperText from '@material-ui/core/FormHelperText';
import FormLabel from '@material-ui/core/FormLabel';
import TextField from '@material-ui/core/TextField';
import { useApi } from '@backstage/core-plugin-api';
import { WEBHOOK_EVENT_TYPES } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  Webhook,
  WebhookWithSecret,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../../api';
import { useTexts } from '../../../translation';
import { FormDialog, useForm } from '../../FormDialog';
import { changesOf, formOf, problemsOf, WebhookForm } from './webhookForm';
import { webhookName } from './webhookWords';

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
  const save = async (form: WebhookForm) => {
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
  const state = useForm<WebhookForm>({
    initial: () => formOf(webhook),
    problemsOf: form => problemsOf(t, form),
    save,
    changedMeanwhile: t('webhooks.form.changedMeanwhile'),
  });
  const { id, form, problems, change, focus } = state;

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
    <FormDialog
      title={
        webhook
          ? t('webhooks.form.editTitle', { name: webhookName(webhook) })
          : t('webhooks.form.makeTitle')
      }
      confirm={t(webhook ? 'webhooks.form.save' : 'webhooks.form.create')}
      state={state}
      onClose={onClose}
    >
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
        <FormLabel component="legend">{t('webhooks.form.events')}</FormLabel>
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
                        one === type ? checked : form.event_types.includes(one),
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
          <FormHelperText role="alert">{problems.event_types}</FormHelperText>
        )}
      </FormControl>
    </FormDialog>
  );
};
