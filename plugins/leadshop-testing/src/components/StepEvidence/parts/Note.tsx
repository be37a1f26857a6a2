import { ReactNode } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import InfoIcon from '@material-ui/icons/InfoOutlined';
import LockIcon from '@material-ui/icons/LockOutlined';
import { useTexts } from '../../../translation';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    gap: theme.spacing(1),
    margin: 0,
    color: theme.palette.text.secondary,
    overflowWrap: 'anywhere',
  },
  icon: { flexShrink: 0, fontSize: 18 },
}));

/** Something that is to be known and is no problem. */
export const Note = ({ children }: { children: ReactNode }) => {
  const classes = useStyles();
  return (
    <p className={classes.root}>
      <InfoIcon className={classes.icon} aria-hidden />
      <span>{children}</span>
    </p>
  );
};

/** Says what is not shown because it is personal data. */
export const HiddenNote = ({ what }: { what: string }) => {
  const classes = useStyles();
  const t = useTexts();
  return (
    <p className={classes.root}>
      <LockIcon className={classes.icon} aria-hidden />
      <span>{t('evidence.hidden', { what })}</span>
    </p>
  );
};
