import { ReactNode } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { useTexts } from '../../translation';

const useStyles = makeStyles(theme => ({
  note: { margin: theme.spacing(2) },
}));

/**
 * Says what was done. The region is there from the start: screen readers only
 * speak what changes inside a region they know.
 */
export const DoneNote = ({
  severity = 'success',
  onDismiss,
  children,
}: {
  severity?: 'success' | 'warning';
  onDismiss: () => void;
  /** Nothing: nothing was done yet. */
  children: ReactNode;
}) => {
  const classes = useStyles();
  const t = useTexts();
  return (
    <div role="status">
      {children && (
        <Alert
          severity={severity}
          className={classes.note}
          onClose={onDismiss}
          closeText={t('shared.dismiss')}
        >
          {children}
        </Alert>
      )}
    </div>
  );
};
