import CircularProgress from '@material-ui/core/CircularProgress';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    gap: theme.spacing(2),
    minHeight: 256,
  },
}));

/** A page that is on its way. */
export const LoadingPage = ({ text }: { text: string }) => (
  <div className={useStyles().root} role="status">
    <CircularProgress aria-hidden />
    <Typography color="textSecondary">{text}</Typography>
  </div>
);
