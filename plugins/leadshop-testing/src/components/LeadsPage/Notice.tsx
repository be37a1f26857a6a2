import Button from '@material-ui/core/Button';
import IconButton from '@material-ui/core/IconButton';
import { makeStyles } from '@material-ui/core/styles';
import Snackbar from '@material-ui/core/Snackbar';
import CloseIcon from '@material-ui/icons/Close';
import { useTexts } from '../../translation';

/** What was done, and what can be done about it. */
export interface NoticeContent {
  message: string;
  action?: { text: string; run: () => void };
}

const useStyles = makeStyles(theme => ({
  // The portal's own bar is at the bottom of a phone
  place: { [theme.breakpoints.down('xs')]: { bottom: 72 } },
}));

/**
 * Says what was done. It stays until it is closed or something else was done:
 * nobody has to be quick to undo.
 */
export const Notice = ({
  content,
  onClose,
}: {
  content?: NoticeContent;
  onClose: () => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  return (
    <Snackbar
      className={classes.place}
      open={content !== undefined}
      message={content?.message}
      ContentProps={{ role: 'status' }}
      action={
        <>
          {content?.action && (
            <Button color="inherit" size="small" onClick={content.action.run}>
              {content.action.text}
            </Button>
          )}
          <IconButton
            size="small"
            color="inherit"
            aria-label={t('words.close')}
            onClick={onClose}
          >
            <CloseIcon fontSize="small" />
          </IconButton>
        </>
      }
    />
  );
};
