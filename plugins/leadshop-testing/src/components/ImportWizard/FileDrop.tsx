import { makeStyles } from '@material-ui/core/styles';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import CloudUploadIcon from '@material-ui/icons/CloudUploadOutlined';
import { useDropzone } from 'react-dropzone';
import { formatBytes } from '../Evidence';
import type { ImportLimits } from './useImportLimits';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(4, 2),
    textAlign: 'center',
    border: `2px dashed ${theme.palette.text.secondary}`,
    borderRadius: theme.shape.borderRadius * 2,
    cursor: 'pointer',
  },
  over: {
    borderColor: theme.palette.primary.main,
    backgroundColor: theme.palette.action.hover,
  },
  icon: { fontSize: 40, color: theme.palette.text.secondary },
}));

/** Files that the browser offers. */
const OFFERED = '.csv,.tsv,.txt,.xlsx,.xlsm,.xls';

/** Takes one file, dropped or chosen. */
export const FileDrop = ({
  limits,
  again,
  onFile,
  onRefused,
}: {
  limits: ImportLimits;
  /** True when there is a file already. */
  again: boolean;
  onFile: (file: File) => void;
  onRefused: (why: string) => void;
}) => {
  const classes = useStyles();
  const { getRootProps, getInputProps, isDragActive } = useDropzone({
    multiple: false,
    // The button is what the keyboard reaches
    noKeyboard: true,
    onDrop: (accepted, refused) => {
      if (accepted.length > 0) {
        onFile(accepted[0]);
      } else if (refused.length > 0) {
        onRefused('Choose one file at a time.');
      }
    },
  });
  return (
    <div
      {...getRootProps({
        className: `${classes.root} ${isDragActive ? classes.over : ''}`,
      })}
    >
      <input
        {...getInputProps({ accept: OFFERED })}
        data-testid="file-upload"
        aria-label="File of leads"
      />
      <CloudUploadIcon className={classes.icon} aria-hidden />
      <Typography>
        {isDragActive
          ? 'Drop the file here'
          : 'Drop a CSV, XLSX or XLS file with leads here'}
      </Typography>
      <Button variant="outlined" size="small">
        {again ? 'Choose another file' : 'Choose file'}
      </Button>
      <Typography variant="body2" color="textSecondary">
        Up to {formatBytes(limits.maxFileBytes)} and{' '}
        {limits.maxLeads.toLocaleString()} leads. The first row names the
        columns.
      </Typography>
    </div>
  );
};
