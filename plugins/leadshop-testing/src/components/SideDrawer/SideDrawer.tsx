import { ReactNode, useId } from 'react';
import Button from '@material-ui/core/Button';
import Drawer from '@material-ui/core/Drawer';
import IconButton from '@material-ui/core/IconButton';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import CloseIcon from '@material-ui/icons/Close';
import Alert from '@material-ui/lab/Alert';
import Skeleton from '@material-ui/lab/Skeleton';
import { problemText } from '../../api';
import { useTexts } from '../../translation';

const LINES = 6;

const useStyles = makeStyles(theme => ({
  paper: {
    padding: theme.spacing(2, 3),
    fontFamily: theme.typography.fontFamily,
  },
  narrow: { width: 'min(480px, 100vw)' },
  wide: { width: 'min(640px, 100vw)' },
  heading: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(2),
  },
  title: {
    flex: 1,
    margin: 0,
    fontSize: theme.typography.pxToRem(22),
    fontWeight: 600,
    overflowWrap: 'anywhere',
  },
}));

/** One thing of a list from close by, beside the list; it loads and fails by itself. */
export const SideDrawer = ({
  title,
  badge,
  width,
  loading = false,
  loadingText,
  error,
  onRetry,
  onClose,
  children,
}: {
  title: string;
  /** Beside the title. */
  badge?: ReactNode;
  width: 'narrow' | 'wide';
  /** True while there is nothing to show yet. */
  loading?: boolean;
  /** What loads, for those who cannot see the skeleton. */
  loadingText?: string;
  error?: Error;
  onRetry?: () => void;
  onClose: () => void;
  children?: ReactNode;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const titleId = useId();
  return (
    <Drawer
      anchor="right"
      open
      onClose={onClose}
      PaperProps={{
        role: 'dialog',
        'aria-modal': true,
        'aria-labelledby': titleId,
      }}
      classes={{ paper: `${classes.paper} ${classes[width]}` }}
    >
      <div className={classes.heading}>
        <Typography id={titleId} component="h2" className={classes.title}>
          {title}
        </Typography>
        {badge}
        <IconButton
          size="small"
          aria-label={t('words.close')}
          onClick={onClose}
        >
          <CloseIcon />
        </IconButton>
      </div>
      {error && (
        <Alert
          severity="error"
          action={
            onRetry && (
              <Button color="inherit" size="small" onClick={onRetry}>
                {t('words.retry')}
              </Button>
            )
          }
        >
          {problemText(t, error)}
        </Alert>
      )}
      {loading && !error && (
        <div
          role="status"
          aria-label={loadingText ?? t('shared.loading', { title })}
        >
          {Array.from({ length: LINES }, (_, line) => (
            <Skeleton key={line} height={40} />
          ))}
        </div>
      )}
      {children}
    </Drawer>
  );
};
