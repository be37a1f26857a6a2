import IconButton from '@material-ui/core/IconButton';
import { makeStyles } from '@material-ui/core/styles';
import CheckIcon from '@material-ui/icons/Check';
import CopyIcon from '@material-ui/icons/FileCopyOutlined';
import useCopyToClipboard from 'react-use/esm/useCopyToClipboard';
import { useTexts } from '../../translation';

const SHOWN_DIGITS = 8;

const useStyles = makeStyles({
  id: { fontFamily: 'monospace' },
});

/** Finds a test in the backend's log and among traces; it can be copied whole. */
export const TraceId = ({ id }: { id: string }) => {
  const classes = useStyles();
  const t = useTexts();
  const [{ value, error }, copy] = useCopyToClipboard();
  const copied = value === id && !error;
  return (
    <>
      <span className={classes.id} title={id}>
        {id.slice(0, SHOWN_DIGITS)}…
      </span>
      <IconButton
        size="small"
        aria-label={
          copied
            ? t('test.facts.traceCopied')
            : t('test.facts.copyTrace', { id })
        }
        onClick={() => copy(id)}
      >
        {copied ? (
          <CheckIcon fontSize="inherit" />
        ) : (
          <CopyIcon fontSize="inherit" />
        )}
      </IconButton>
    </>
  );
};
