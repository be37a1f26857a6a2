import { makeStyles } from '@material-ui/core/styles';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { PermissionGate } from '../../permissions';
import { leadsRouteRef } from '../../routes';
import { useTexts } from '../../translation';

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
  const t = useTexts();
  const leads = useRouteRef(leadsRouteRef)();
  return (
    <PermissionGate permissions={['manage_leads', 'run_pipeline_tests']}>
      <Link
        to={`${leads}?journey=${id}`}
        className={classes.link}
        {...(inNewTab && { target: '_blank', rel: 'noopener' })}
      >
        {t(
          inNewTab
            ? 'imports.errors.showLeadInNewTab'
            : 'imports.errors.showLead',
        )}
      </Link>
    </PermissionGate>
  );
};
