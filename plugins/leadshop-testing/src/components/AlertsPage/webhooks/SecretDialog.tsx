import { useId, useState } from 'react';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogContentText from '@material-ui/core/DialogContentText';
import DialogTitle from '@material-ui/core/DialogTitle';
import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import CheckIcon from '@material-ui/icons/Check';
import FileCopyIcon from '@material-ui/icons/FileCopyOutlined';
import useCopyToClipboard from 'react-use/esm/useCopyToClipboard';
import type { WebhookWithSecret } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../../translation';
import { webhookName } from './webhookWords';

const useStyles = makeStyles(theme => ({
  secret: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
  },
  field: { flex: '1 1 260px' },
  input: { fontFamily: 'monospace' },
}));

/**
 * Shows the secret of a webhook, this once. It closes by its button alone: a
 * click beside it would lose the secret.
 */
export const SecretDialog = ({
  of: { webhook, secret },
  onClose,
}: {
  of: WebhookWithSecret;
  onClose: () => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const id = useId();
  const [{ error }, copy] = useCopyToClipboard();
  const [pressed, setPressed] = useState(false);
  const copied = pressed && !error;
  return (
    <Dialog open aria-labelledby={`${id}-title`} fullWidth maxWidth="sm">
      <DialogTitle id={`${id}-title`}>
        {t('webhooks.secret.title', { name: webhookName(webhook) })}
      </DialogTitle>
      <DialogContent>
        <DialogContentText>{t('webhooks.secret.help')}</DialogContentText>
        <div className={classes.secret}>
          <TextField
            id={`${id}-secret`}
            label={t('webhooks.secret.label')}
            value={secret}
            className={classes.field}
            InputProps={{ readOnly: true, classes: { input: classes.input } }}
            onFocus={({ target }) => target.select()}
            variant="outlined"
            size="small"
          />
          <Button
            variant="outlined"
            startIcon={copied ? <CheckIcon /> : <FileCopyIcon />}
            onClick={() => {
              copy(secret);
              setPressed(true);
            }}
          >
            <span role="status">
              {t(copied ? 'webhooks.secret.copied' : 'webhooks.secret.copy')}
            </span>
          </Button>
        </div>
      </DialogContent>
      <DialogActions>
        <Button color="primary" variant="contained" onClick={onClose}>
          {t('webhooks.secret.done')}
        </Button>
      </DialogActions>
    </Dialog>
  );
};
