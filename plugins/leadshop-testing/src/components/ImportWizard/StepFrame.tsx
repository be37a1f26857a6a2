import { ReactNode, useEffect, useRef } from 'react';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';

const useStyles = makeStyles(theme => ({
  content: { display: 'flex', flexDirection: 'column', gap: theme.spacing(2) },
  title: {
    margin: 0,
    fontSize: theme.typography.pxToRem(18),
    fontWeight: 600,
    // Focused when the step begins; it is no control
    outline: 'none',
  },
  actions: {
    flexWrap: 'wrap',
    gap: theme.spacing(1),
    padding: theme.spacing(1.5, 3),
    '& > *': { margin: 0 },
  },
}));

/** One step: its heading, which gets the focus, its content and its buttons. */
export const StepFrame = ({
  title,
  actions,
  children,
}: {
  title: string;
  actions: ReactNode;
  children: ReactNode;
}) => {
  const classes = useStyles();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <>
      <DialogContent dividers className={classes.content}>
        <Typography
          component="h3"
          className={classes.title}
          ref={heading}
          tabIndex={-1}
        >
          {title}
        </Typography>
        {children}
      </DialogContent>
      <DialogActions className={classes.actions} disableSpacing>
        {actions}
      </DialogActions>
    </>
  );
};
