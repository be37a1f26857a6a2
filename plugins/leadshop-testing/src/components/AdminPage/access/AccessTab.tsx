import { useCallback } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import {
  Grant,
  Me,
  PERMISSION_NAMES,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useApi } from '@backstage/core-plugin-api';
import { leadshopTestingApiRef } from '../../../api';
import { useFormats } from '../../../formats';
import { useRefreshed } from '../../../live';
import { useTexts } from '../../../translation';
import { useListTableStyles } from '../../ListTable';
import { Panel } from '../../Panel';
import { SidewaysScroll } from '../../SidewaysScroll';
import { SourceNote } from '../SourceNote';
import { useRowHeaderStyles } from '../useRowHeaderStyles';

/** What somebody may do can change while they look. */
const REFRESH_EVERY_MS = 30_000;

const useStyles = makeStyles(theme => ({
  who: { padding: theme.spacing(2), overflowWrap: 'anywhere' },
  table: { minWidth: 560 },
  grants: { margin: 0, padding: 0, listStyle: 'none' },
}));

/** What gives a permission, in words. */
const GrantNote = ({ grant }: { grant: Grant }) => {
  const t = useTexts();
  if (grant.by !== 'role') {
    return <>{t(`admin.access.by.${grant.by}`)}</>;
  }
  const role = t(`admin.role.${grant.role}`);
  const path = grant.through.join(' › ');
  return (
    <>
      {path
        ? t('admin.access.byRoleThrough', { role, path })
        : t('admin.access.byRole', { role, member: grant.member })}
      <SourceNote
        label={t('admin.access.member')}
        source={grant.member_source}
      />
      <SourceNote
        label={t('admin.access.permission')}
        source={grant.permission_source}
      />
    </>
  );
};

const Permissions = ({ me }: { me: Me }) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const rows = useRowHeaderStyles();
  const t = useTexts();
  const caption = t('admin.access.caption');
  return (
    <SidewaysScroll name={caption} flush>
      {measured => (
        <table
          ref={measured}
          className={`${table.table} ${rows.table} ${classes.table}`}
          aria-label={caption}
        >
          <thead>
            <tr>
              <th scope="col">{t('admin.roles.permission')}</th>
              <th scope="col">{t('admin.access.have')}</th>
              <th scope="col">{t('admin.access.why')}</th>
            </tr>
          </thead>
          <tbody>
            {PERMISSION_NAMES.map(name => (
              <tr key={name}>
                <th scope="row">{t(`admin.permission.${name}`)}</th>
                <td>
                  {t(
                    me.permissions.includes(name)
                      ? 'admin.roles.yes'
                      : 'admin.roles.no',
                  )}
                </td>
                <td>
                  <ul className={classes.grants}>
                    {me.grants
                      .filter(({ permission }) => permission === name)
                      .map(grant => (
                        <li key={JSON.stringify(grant)}>
                          <GrantNote grant={grant} />
                        </li>
                      ))}
                  </ul>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </SidewaysScroll>
  );
};

/** Who the reader is to LeadShop Testing, what they may do, and why. */
export const AccessTab = () => {
  const classes = useStyles();
  const t = useTexts();
  const { list } = useFormats();
  const api = useApi(leadshopTestingApiRef);
  const { value, error, loading, reload } = useRefreshed(
    useCallback(() => api.getMe(), [api]),
    REFRESH_EVERY_MS,
  );
  const roles = value?.roles.map(name => t(`admin.role.${name}`)) ?? [];
  return (
    <Panel
      title={t('admin.access.title')}
      loading={loading}
      skeletonLines={9}
      error={error}
      onRetry={reload}
      flush
    >
      {value && (
        <>
          <div className={classes.who}>
            {t('admin.access.you', { ref: value.user_ref })}{' '}
            {roles.length > 0
              ? t('admin.access.roles', {
                  count: roles.length,
                  roles: list(roles),
                })
              : t('admin.access.noRole')}
          </div>
          <Permissions me={value} />
        </>
      )}
    </Panel>
  );
};
