import { ReactNode } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(2),
    marginBottom: theme.spacing(3),
  },
  words: { minWidth: 0, flex: '1 1 320px' },
  title: {
    margin: 0,
    fontSize: theme.typography.pxToRem(26),
    lineHeight: 1.25,
    fontWeight: 600,
    overflowWrap: 'anywhere',
  },
  actions: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1, 1.5),
  },
}));

/** The heading of a page, with what can be done on it. */
export const PageHeading = ({
  title,
  subtitle,
  children,
}: {
  title: ReactNode;
  subtitle?: ReactNode;
  children?: ReactNode;
}) => {
  const classes = useStyles();
  return (
    <div className={classes.root}>
      <div className={classes.words}>
        <Typography component="h2" className={classes.title}>
          {title}
        </Typography>
        {subtitle && (
          <Typography component="div" color="textSecondary">
            {subtitle}
          </Typography>
        )}
      </div>
      <div className={classes.actions}>{children}</div>
    </div>
  );
};
