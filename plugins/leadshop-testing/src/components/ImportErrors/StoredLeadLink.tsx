import { makeStyles } from '@material-ui/core/styles';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { PermissionGate } from '../../permissions';
import { leadsRouteRef } from '../../routes';

const useStyles = makeStyles(theme => ({
  link: { marginLeft: theme.spacing(1), textDecoration: 'underline' },
}));

/** Leads to the lead that a row repeats, for those who may see leads. */
export const StoredLeadLink = ({
  id,
  inNewTab,
}: {
  id: string;
  inNewTab: boolean;
}) => {
  const classes = useStyles();
  const leads = useRouteRef(leadsRouteRef)();
  return (
    <PermissionGate permissions={['manage_leads', 'run_pipeline_tests']}>
      <Link
        to={`${leads}?journey=${id}`}
        className={classes.link}
        {...(inNewTab && { target: '_blank', rel: 'noopener' })}
      >
        {inNewTab ? 'Show the stored lead (new tab)' : 'Show the stored lead'}
      </Link>
    </PermissionGate>
  );
};
