import { makeStyles } from '@material-ui/core/styles';
import CheckIcon from '@material-ui/icons/Check';
import type {
  MatrixRole,
  PermissionName,
  RoleMatrix,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../../translation';
import { useListTableStyles } from '../../ListTable';
import { SidewaysScroll } from '../../SidewaysScroll';
import { SourceNote } from '../SourceNote';
import { useRowHeaderStyles } from '../useRowHeaderStyles';

const useStyles = makeStyles(theme => ({
  table: {
    minWidth: 640,
  },
  // Beside it the first role shows, also on narrow screens
  id: {
    display: 'block',
    fontWeight: 400,
    overflowWrap: 'anywhere',
    [theme.breakpoints.down('xs')]: { width: 140 },
  },
  yes: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    fontWeight: 600,
  },
  icon: { fontSize: 18, color: theme.palette.status.ok },
  no: { color: theme.palette.text.secondary },
}));

const Cell = ({
  role,
  permission,
}: {
  role: MatrixRole;
  permission: PermissionName;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const grant = role.permissions.find(({ name }) => name === permission);
  return grant ? (
    <td>
      <span className={classes.yes}>
        <CheckIcon className={classes.icon} aria-hidden />
        {t('admin.roles.yes')}
      </span>
      <SourceNote source={grant.source} />
    </td>
  ) : (
    <td className={classes.no}>{t('admin.roles.no')}</td>
  );
};

/** The five roles by the nine permissions, with what gives each grant. */
export const RoleMatrixTable = ({ matrix }: { matrix: RoleMatrix }) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const rows = useRowHeaderStyles();
  const t = useTexts();
  const caption = t('admin.roles.matrix');
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
              {matrix.roles.map(({ name }) => (
                <th key={name} scope="col">
                  {t(`admin.role.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {matrix.permissions.map(({ name, id }) => (
              <tr key={name}>
                <th scope="row">
                  {t(`admin.permission.${name}`)}
                  <code className={`${table.small} ${classes.id}`}>{id}</code>
                </th>
                {matrix.roles.map(role => (
                  <Cell key={role.name} role={role} permission={name} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </SidewaysScroll>
  );
};
