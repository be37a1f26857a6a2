import { ReactNode } from 'react';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(theme => ({
  block: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(0.75),
    minWidth: 0,
  },
  heading: {
    margin: 0,
    fontSize: theme.typography.pxToRem(14),
    fontWeight: 600,
  },
  help: {
    margin: 0,
    fontSize: theme.typography.pxToRem(13),
    color: theme.palette.text.secondary,
    overflowWrap: 'anywhere',
  },
  stack: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(2.5),
    minWidth: 0,
  },
}));

/** Blocks one below the other. */
export const Stack = ({ children }: { children: ReactNode }) => (
  <div className={useStyles().stack}>{children}</div>
);

/** A titled part of what a step found. */
export const Block = ({
  title,
  help,
  children,
}: {
  title: string;
  help?: ReactNode;
  children: ReactNode;
}) => {
  const classes = useStyles();
  return (
    <section className={classes.block}>
      <h5 className={classes.heading}>{title}</h5>
      {help && <p className={classes.help}>{help}</p>}
      {children}
    </section>
  );
};
