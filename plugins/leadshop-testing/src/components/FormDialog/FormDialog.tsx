import { ReactNode } from 'react';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import Alert from '@material-ui/lab/Alert';
import { useTexts } from '../../translation';
import type { useForm } from './useForm';

/** A dialog with a form. */
export const FormDialog = ({
  title,
  confirm,
  state: { id, error, busy, submit },
  onClose,
  children,
}: {
  title: string;
  /** The word on the button that sends it. */
  confirm: string;
  state: Pick<ReturnType<typeof useForm>, 'id' | 'error' | 'busy' | 'submit'>;
  onClose: () => void;
  /** The fields. */
  children: ReactNode;
}) => {
  const t = useTexts();
  return (
    <Dialog
      open
      onClose={onClose}
      aria-labelledby={`${id}-title`}
      fullWidth
      maxWidth="sm"
    >
      <form onSubmit={submit} noValidate autoComplete="off">
        <DialogTitle id={`${id}-title`}>{title}</DialogTitle>
        <DialogContent>
          {children}
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
            {confirm}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
