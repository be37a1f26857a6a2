import { ReactNode, useId } from 'react';
import Button from '@material-ui/core/Button';
import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import Skeleton from '@material-ui/lab/Skeleton';
import { problemText } from '../../api';
import { useTexts } from '../../translation';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexDirection: 'column',
    minWidth: 0,
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius * 2,
    overflow: 'hidden',
    // Portals set another font for what is outside of their components.
    fontFamily: theme.typography.fontFamily,
  },
  header: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    minHeight: 52,
    padding: theme.spacing(1, 2),
    borderBottom: `1px solid ${theme.palette.divider}`,
  },
  title: {
    flex: '1 1 auto',
    margin: 0,
    fontSize: theme.typography.pxToRem(16),
    fontWeight: 600,
    lineHeight: 1.5,
  },
  body: { padding: theme.spacing(2), minWidth: 0 },
  flush: { padding: 0 },
  alert: { margin: theme.spacing(0, 0, 2) },
  flushAlert: { margin: theme.spacing(2) },
}));

interface PanelProps {
  title: string;
  /** Buttons or links beside the title. */
  action?: ReactNode;
  /** True while there is nothing to show yet. */
  loading?: boolean;
  /** What loads, for those who cannot see the skeleton. */
  loadingText?: string;
  /** How many lines the skeleton has. */
  skeletonLines?: number;
  error?: Error;
  onRetry?: () => void;
  /** The content fills the panel to its borders, as a table does. */
  flush?: boolean;
  children?: ReactNode;
}

/** A titled part of a page that loads, fails and tries again by itself. */
export const Panel = ({
  title,
  action,
  loading = false,
  loadingText,
  skeletonLines = 3,
  error,
  onRetry,
  flush = false,
  children,
}: PanelProps) => {
  const classes = useStyles();
  const t = useTexts();
  const titleId = useId();
  const inset = flush && !loading;
  return (
    <Paper
      component="section"
      elevation={0}
      className={classes.root}
      aria-labelledby={titleId}
      aria-busy={loading}
    >
      <div className={classes.header}>
        <Typography id={titleId} component="h3" className={classes.title}>
          {title}
        </Typography>
        {action}
      </div>
      <div className={`${classes.body} ${inset ? classes.flush : ''}`}>
        {error && (
          <Alert
            severity="error"
            className={inset ? classes.flushAlert : classes.alert}
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
        {loading && (
          <div
            role="status"
            aria-label={loadingText ?? t('shared.loading', { title })}
          >
            {Array.from({ length: skeletonLines }, (_, line) => (
              <Skeleton key={line} height={32} width={`${100 - line * 8}%`} />
            ))}
          </div>
        )}
        {!loading && children}
      </div>
    </Paper>
  );
};
