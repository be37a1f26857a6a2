import { ComponentType, ReactNode } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import { SvgIconProps } from '@material-ui/core/SvgIcon';
import Typography from '@material-ui/core/Typography';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(5, 2),
    textAlign: 'center',
  },
  icon: { fontSize: 40, color: theme.palette.text.disabled },
  title: { margin: 0, fontWeight: 600 },
  help: { maxWidth: 420 },
}));

/** Says that there is nothing and what to do next. */
export const EmptyNote = ({
  icon: Icon,
  title,
  heading = 'div',
  children,
  action,
}: {
  icon: ComponentType<SvgIconProps>;
  title: string;
  /** `h2` where the note is all that the page shows. */
  heading?: 'h2' | 'div';
  children?: ReactNode;
  action?: ReactNode;
}) => {
  const classes = useStyles();
  return (
    <div className={classes.root}>
      <Icon className={classes.icon} aria-hidden />
      <Typography component={heading} className={classes.title}>
        {title}
      </Typography>
      {children && (
        <Typography
          variant="body2"
          color="textSecondary"
          className={classes.help}
        >
          {children}
        </Typography>
      )}
      {action}
    </div>
  );
};
