import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import HistoryIcon from '@material-ui/icons/History';
import PlayArrowIcon from '@material-ui/icons/PlayArrow';
import { LinkButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { PermissionGate } from '../../permissions';
import { historyRouteRef } from '../../routes';
import { Panel } from '../Panel';

const useStyles = makeStyles(theme => ({
  stack: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
  },
  button: { justifyContent: 'flex-start' },
}));

/** What people come to the dashboard for, one click away. */
export const QuickActions = ({
  onTestSample,
}: {
  onTestSample: () => void;
}) => {
  const classes = useStyles();
  const historyLink = useRouteRef(historyRouteRef);
  return (
    <Panel title="Quick Actions">
      <div className={classes.stack}>
        <PermissionGate permission="run_pipeline_tests">
          <Button
            variant="outlined"
            className={classes.button}
            startIcon={<PlayArrowIcon />}
            onClick={onTestSample}
          >
            Test Sample Lead
          </Button>
        </PermissionGate>
        <LinkButton
          to={historyLink()}
          variant="outlined"
          className={classes.button}
          startIcon={<HistoryIcon />}
        >
          Browse Test History
        </LinkButton>
      </div>
    </Panel>
  );
};
