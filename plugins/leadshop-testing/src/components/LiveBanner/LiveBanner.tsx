import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { useApi } from '@backstage/core-plugin-api';
import { leadshopTestingLiveRef, useLiveState } from '../../live';
import { useTexts } from '../../translation';

const useStyles = makeStyles(theme => ({
  root: { marginBottom: theme.spacing(2) },
}));

/** Says that the page is no longer live, and what happens instead. */
export const LiveBanner = () => {
  const classes = useStyles();
  const t = useTexts();
  const feed = useApi(leadshopTestingLiveRef);
  const { status, stale, problem, message } = useLiveState();
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
              {t('shared.live.tryNow')}
            </Button>
          }
        >
          {message ?? t(`shared.live.problem.${problem ?? 'notYet'}`)}{' '}
          {t(refused ? 'shared.live.refused' : 'shared.live.polling')}
        </Alert>
      )}
    </div>
  );
};
