import { makeStyles } from '@material-ui/core/styles';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import CloudUploadIcon from '@material-ui/icons/CloudUploadOutlined';
import { useDropzone } from 'react-dropzone';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';

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
  const t = useTexts();
  const { bytes } = useFormats();
  const { getRootProps, getInputProps, isDragActive } = useDropzone({
    multiple: false,
    // The button is what the keyboard reaches
    noKeyboard: true,
    onDrop: (accepted, refused) => {
      if (accepted.length > 0) {
        onFile(accepted[0]);
      } else if (refused.length > 0) {
        onRefused(t('importWizard.file.oneAtATime'));
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
        aria-label={t('importWizard.file.input')}
      />
      <CloudUploadIcon className={classes.icon} aria-hidden />
      <Typography>
        {t(
          isDragActive ? 'importWizard.file.dropNow' : 'importWizard.file.drop',
        )}
      </Typography>
      <Button variant="outlined" size="small">
        {t(
          again
            ? 'importWizard.file.chooseAnother'
            : 'importWizard.file.choose',
        )}
      </Button>
      <Typography variant="body2" color="textSecondary">
        {t('importWizard.file.limits', {
          size: bytes(limits.maxFileBytes),
          leads: limits.maxLeads,
        })}
      </Typography>
    </div>
  );
};
