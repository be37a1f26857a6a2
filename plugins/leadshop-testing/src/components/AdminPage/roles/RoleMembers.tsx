import { makeStyles } from '@material-ui/core/styles';
import WarningIcon from '@material-ui/icons/ReportProblemOutlined';
import type { MatrixRole } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../../translation';
import { CatalogLink } from '../../CatalogLink';
import { SourceNote } from '../SourceNote';

const useStyles = makeStyles(theme => ({
  roles: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(260px, 100%), 1fr))',
    gap: theme.spacing(3),
    margin: 0,
    padding: theme.spacing(2),
  },
  role: { minWidth: 0 },
  name: { fontWeight: 600, marginBottom: theme.spacing(0.5) },
  member: { margin: theme.spacing(0, 0, 1), overflowWrap: 'anywhere' },
  warning: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    fontSize: theme.typography.pxToRem(12),
  },
  icon: { fontSize: 16, color: theme.palette.status.warning },
  none: { color: theme.palette.text.secondary },
}));

/** Who has each role, and which setting says so. */
export const RoleMembers = ({ roles }: { roles: readonly MatrixRole[] }) => {
  const classes = useStyles();
  const t = useTexts();
  return (
    <dl className={classes.roles}>
      {roles.map(({ name, members }) => (
        <div key={name} className={classes.role}>
          <dt className={classes.name}>{t(`admin.role.${name}`)}</dt>
          {members.length === 0 && (
            <dd className={`${classes.member} ${classes.none}`}>
              {t('admin.roles.nobody')}
            </dd>
          )}
          {members.map(({ ref, source, in_catalog }) => (
            <dd key={`${ref} ${source}`} className={classes.member}>
              <CatalogLink entityRef={ref}>{ref}</CatalogLink>
              <SourceNote source={source} />
              {in_catalog === false && (
                <div className={classes.warning}>
                  <WarningIcon className={classes.icon} aria-hidden />
                  {t('admin.roles.notInCatalog')}
                </div>
              )}
            </dd>
          ))}
        </div>
      ))}
    </dl>
  );
};
