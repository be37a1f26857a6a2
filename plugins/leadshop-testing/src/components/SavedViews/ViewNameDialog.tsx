import { FormEvent, useCallback, useId, useState } from 'react';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import TextField from '@material-ui/core/TextField';
import Alert from '@material-ui/lab/Alert';
import { problemText } from '../../api';
import { useTexts } from '../../translation';
import { MAX_NAME, NameProblem } from './savedViews';

/** Asks what a view is to be called. */
export const ViewNameDialog = ({
  title,
  name: before = '',
  problemOf,
  onSave,
  onClose,
}: {
  title: string;
  /** What it was called before. */
  name?: string;
  problemOf: (name: string) => NameProblem | undefined;
  onSave: (name: string) => Promise<void>;
  onClose: () => void;
}) => {
  const t = useTexts();
  const titleId = useId();
  const fieldId = useId();
  // The only thing to do here; the dialog takes the focus itself otherwise
  const focus = useCallback((input: HTMLInputElement | null) => {
    input?.focus();
  }, []);
  const [name, setName] = useState(before);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const problem = problemOf(name);
  // A name that is taken is said at once; an empty one when it is to be saved
  const shown = tried || problem !== 'empty' ? problem : undefined;

  const save = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (problem || busy) {
      return;
    }
    setBusy(true);
    setError(undefined);
    try {
      await onSave(name.trim());
      onClose();
    } catch (cause) {
      setError(problemText(t, cause));
      setBusy(false);
    }
  };

  return (
    <Dialog
      open
      onClose={onClose}
      aria-labelledby={titleId}
      fullWidth
      maxWidth="xs"
    >
      <form onSubmit={save} noValidate>
        <DialogTitle id={titleId}>{title}</DialogTitle>
        <DialogContent>
          <TextField
            id={fieldId}
            label={t('history.views.name')}
            value={name}
            onChange={event => setName(event.target.value)}
            error={shown !== undefined}
            helperText={
              shown && t(`history.views.${shown}`, { max: String(MAX_NAME) })
            }
            FormHelperTextProps={{ role: 'alert' }}
            inputRef={focus}
            fullWidth
            variant="outlined"
            margin="dense"
          />
          {error && (
            <Alert severity="error">
              {t('history.views.failed', { reason: error })}
            </Alert>
          )}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('history.views.cancel')}</Button>
          <Button
            type="submit"
            color="primary"
            variant="contained"
            disabled={busy}
          >
            {t('history.views.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
