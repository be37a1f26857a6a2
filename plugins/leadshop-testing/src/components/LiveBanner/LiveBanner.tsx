import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { useApi } from '@backstage/core-plugin-api';
import { leadshopTestingLiveRef, useLiveState } from '../../live';

const useStyles = makeStyles(theme => ({
  root: { marginBottom: theme.spacing(2) },
}));

/** Says that the page is no longer live, and what happens instead. */
export const LiveBanner = () => {
  const classes = useStyles();
  const feed = useApi(leadshopTestingLiveRef);
  const { status, stale, reason } = useLiveState();
  const refused = status === 'refused';
  return (
    <div role="status">
      {(stale || refused) && (
        <Alert
          severity={refused ? 'error' : 'warning'}
          className={classes.root}
          action={
            <Button
              color="inherit"
              size="small"
              onClick={() => feed.reconnect()}
            >
              Try now
            </Button>
          }
        >
          {reason ?? 'The live link to the server is not up yet.'}{' '}
          {refused
            ? 'This page no longer updates by itself.'
            : 'This page asks every 5 seconds until the link is back.'}
        </Alert>
      )}
    </div>
  );
};
