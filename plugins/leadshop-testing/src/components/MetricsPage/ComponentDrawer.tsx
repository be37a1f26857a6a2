import { ReactNode, useId } from 'react';
import Button from '@material-ui/core/Button';
import Drawer from '@material-ui/core/Drawer';
import IconButton from '@material-ui/core/IconButton';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import CloseIcon from '@material-ui/icons/Close';
import Alert from '@material-ui/lab/Alert';
import Skeleton from '@material-ui/lab/Skeleton';
import {
  COMPONENTS,
  ComponentSlug,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { problemText } from '../../api';
import { useTexts } from '../../translation';
import { Period } from '../Period';
import { SandboxBadge } from '../SandboxBadge';
import { ComponentDetails } from './ComponentDetails';
import { useComponentResults } from './useComponentResults';

const useStyles = makeStyles(theme => ({
  paper: {
    width: 'min(640px, 100vw)',
    padding: theme.spacing(2, 3),
    fontFamily: theme.typography.fontFamily,
  },
  heading: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(2),
  },
  title: {
    flex: 1,
    margin: 0,
    fontSize: theme.typography.pxToRem(22),
    fontWeight: 600,
    overflowWrap: 'anywhere',
  },
}));

const Frame = ({
  title,
  badge,
  onClose,
  children,
}: {
  title: string;
  badge?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const titleId = useId();
  return (
    <Drawer
      anchor="right"
      open
      onClose={onClose}
      PaperProps={{
        role: 'dialog',
        'aria-modal': true,
        'aria-labelledby': titleId,
      }}
      classes={{ paper: classes.paper }}
    >
      <div className={classes.heading}>
        <Typography id={titleId} component="h2" className={classes.title}>
          {title}
        </Typography>
        {badge}
        <IconButton
          size="small"
          aria-label={t('words.close')}
          onClick={onClose}
        >
          <CloseIcon />
        </IconButton>
      </div>
      {children}
    </Drawer>
  );
};

const Results = ({
  name,
  period,
  onClose,
}: {
  name: ComponentSlug;
  period: Period;
  onClose: () => void;
}) => {
  const t = useTexts();
  const { value, error, loading, reload } = useComponentResults(name, period);
  return (
    <Frame
      title={COMPONENTS[name]}
      badge={<SandboxBadge mode={value?.provider_mode ?? null} />}
      onClose={onClose}
    >
      {error && (
        <Alert
          severity="error"
          action={
            <Button color="inherit" size="small" onClick={reload}>
              {t('words.retry')}
            </Button>
          }
        >
          {problemText(t, error)}
        </Alert>
      )}
      {loading && (
        <div role="status" aria-label={t('metrics.details.loading')}>
          {Array.from({ length: 6 }, (_, line) => (
            <Skeleton key={line} height={40} />
          ))}
        </div>
      )}
      {value && <ComponentDetails results={value} />}
    </Frame>
  );
};

const isComponent = (name: string): name is ComponentSlug =>
  Object.hasOwn(COMPONENTS, name);

/** What tests say of a component, in a drawer. */
export const ComponentDrawer = ({
  name,
  period,
  onClose,
}: {
  /** As the address has it. */
  name: string;
  period: Period;
  onClose: () => void;
}) => {
  const t = useTexts();
  return isComponent(name) ? (
    <Results name={name} period={period} onClose={onClose} />
  ) : (
    <Frame title={t('metrics.details.noSuch', { name })} onClose={onClose}>
      {null}
    </Frame>
  );
};
