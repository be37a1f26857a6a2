import { FormEvent, ReactNode, useEffect, useId, useRef } from 'react';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import { makeStyles, Theme } from '@material-ui/core/styles';
import useMediaQuery from '@material-ui/core/useMediaQuery';
import { useTexts } from '../../translation';

const useStyles = makeStyles({
  // The buttons stay in sight while the fields scroll.
  form: { display: 'flex', flexDirection: 'column', minHeight: 0, flex: 1 },
});

/** The frame of a form about leads; it fills the screen of a phone. */
export const LeadDialog = ({
  open,
  title,
  submit,
  disabled,
  complaints,
  onSubmit,
  onClose,
  children,
}: {
  open: boolean;
  title: string;
  /** The word on the button that sends the form. */
  submit: string;
  disabled: boolean;
  /** Another number means that problems are shown. */
  complaints: number;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const titleId = useId();
  const narrow = useMediaQuery<Theme>(theme => theme.breakpoints.down('xs'));
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (complaints > 0) {
      form.current
        ?.querySelector<HTMLElement>('[aria-invalid="true"]')
        ?.focus();
    }
  }, [complaints]);
  const send = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      fullScreen={narrow}
      maxWidth="md"
      fullWidth
      aria-labelledby={titleId}
    >
      <form ref={form} onSubmit={send} noValidate className={classes.form}>
        <DialogTitle id={titleId}>{title}</DialogTitle>
        <DialogContent>{children}</DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('words.close')}</Button>
          <Button
            type="submit"
            color="primary"
            variant="contained"
            disabled={disabled}
          >
            {submit}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
