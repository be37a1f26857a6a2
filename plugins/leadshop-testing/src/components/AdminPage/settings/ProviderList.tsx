import { makeStyles } from '@material-ui/core/styles';
import type { Settings } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../../translation';
import { SandboxBadge } from '../../SandboxBadge';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1, 3),
    margin: 0,
    padding: theme.spacing(2),
    listStyle: 'none',
  },
  item: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
  },
}));

/** Which outside services are the real ones. */
export const ProviderList = ({
  providers,
}: {
  providers: Settings['providers'];
}) => {
  const classes = useStyles();
  const t = useTexts();
  return (
    <ul className={classes.root}>
      {providers.map(({ name, mode }) => (
        <li key={name} className={classes.item}>
          <code>{name}</code>
          {mode === 'live' ? (
            t('admin.settings.live')
          ) : (
            <SandboxBadge mode={mode} />
          )}
        </li>
      ))}
    </ul>
  );
};
