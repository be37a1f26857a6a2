import { ReactNode, useId } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import Tooltip from '@material-ui/core/Tooltip';
import HelpOutlineIcon from '@material-ui/icons/HelpOutline';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(0.5),
    minWidth: 0,
    padding: theme.spacing(1.5, 2),
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius,
  },
  title: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    margin: 0,
    fontSize: theme.typography.pxToRem(13),
    fontWeight: 600,
    color: theme.palette.text.secondary,
  },
  help: {
    display: 'inline-flex',
    padding: 0,
    border: 0,
    borderRadius: 999,
    background: 'none',
    color: 'inherit',
    cursor: 'help',
    '&:focus-visible': { outline: `2px solid ${theme.palette.primary.main}` },
  },
  helpIcon: { fontSize: 16 },
  value: {
    fontSize: theme.typography.pxToRem(28),
    lineHeight: 1.25,
    fontWeight: 600,
    fontVariantNumeric: 'tabular-nums',
    overflowWrap: 'anywhere',
  },
  more: {
    marginTop: 'auto',
    paddingTop: theme.spacing(0.5),
    fontSize: theme.typography.pxToRem(12),
    color: theme.palette.text.secondary,
    fontVariantNumeric: 'tabular-nums',
  },
}));

/** A figure, how it moved, and what belongs to it. */
export const MetricCard = ({
  title,
  help,
  value,
  exact,
  change,
  children,
}: {
  title: string;
  /** What the figure means. */
  help: string;
  value: string;
  /** The figure in full, where the card has it short. */
  exact?: string;
  change: ReactNode;
  children?: ReactNode;
}) => {
  const classes = useStyles();
  const titleId = useId();
  return (
    <div role="group" aria-labelledby={titleId} className={classes.root}>
      <h4 className={classes.title}>
        <span id={titleId}>{title}</span>
        <Tooltip title={help}>
          <button type="button" className={classes.help} aria-label={help}>
            <HelpOutlineIcon className={classes.helpIcon} aria-hidden />
          </button>
        </Tooltip>
      </h4>
      <span className={classes.value} title={exact}>
        {value}
      </span>
      {change}
      <span className={classes.more}>{children}</span>
    </div>
  );
};
