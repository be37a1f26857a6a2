import { useCallback } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { useApi } from '@backstage/core-plugin-api';
import { leadshopTestingApiRef } from '../../../api';
import { useRefreshed } from '../../../live';
import { useTexts } from '../../../translation';
import { Panel } from '../../Panel';
import { RoleMatrixTable } from './RoleMatrixTable';
import { RoleMembers } from './RoleMembers';

/** The catalog changes without news. */
const REFRESH_EVERY_MS = 60_000;

const useStyles = makeStyles(theme => ({
  parts: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(3),
    minWidth: 0,
  },
}));

/** Which role may do what, who has it, and which setting says so. */
export const RolesTab = () => {
  const classes = useStyles();
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const { value, error, loading, reload } = useRefreshed(
    useCallback(() => api.admin.getRoles(), [api]),
    REFRESH_EVERY_MS,
  );
  return (
    <div className={classes.parts}>
      {value?.agrees_with_policy === false && (
        <Alert severity="warning">{t('admin.roles.otherPolicy')}</Alert>
      )}
      <Panel
        title={t('admin.roles.matrix')}
        loading={loading}
        skeletonLines={9}
        error={error}
        onRetry={reload}
        flush
      >
        {value && <RoleMatrixTable matrix={value} />}
      </Panel>
      {value && (
        <Panel title={t('admin.roles.members')} flush>
          <RoleMembers roles={value.roles} />
        </Panel>
      )}
    </div>
  );
};
