import { ReactNode, useEffect, useRef } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { useLocation, useNavigationType } from 'react-router-dom';

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
    // It takes the focus and cannot be operated
    outline: 'none',
  },
  actions: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1, 1.5),
  },
}));

/**
 * Gives the focus to the heading when the link that led here took it away with
 * the page before: screen readers say where they are, and Tab goes on from there.
 */
function useFocusOnArrival() {
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname } = useLocation();
  const arrived = useRef(false);
  arrived.current = useNavigationType() !== 'POP';
  useEffect(() => {
    if (arrived.current && document.activeElement === document.body) {
      heading.current?.focus();
    }
  }, [pathname]);
  return heading;
}

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
  const heading = useFocusOnArrival();
  return (
    <div className={classes.root}>
      <div className={classes.words}>
        <Typography
          ref={heading}
          component="h2"
          tabIndex={-1}
          className={classes.title}
        >
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
