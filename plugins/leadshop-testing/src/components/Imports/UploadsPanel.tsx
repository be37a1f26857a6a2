import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { useApi } from '@backstage/core-plugin-api';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';
import {
  ImportUpload,
  importUploadsApiRef,
  uploadProblemText,
  useUploads,
} from '../../uploads';
import { Panel } from '../Panel';
import { WorkBar } from './ImportProgress';
import { uploadText } from './uploadText';

const useStyles = makeStyles(theme => ({
  root: { marginBottom: theme.spacing(3) },
  list: { margin: 0, padding: 0, listStyle: 'none' },
  item: {
    display: 'grid',
    gap: theme.spacing(1),
    '& + &': { marginTop: theme.spacing(2) },
  },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(0.5, 2),
    overflowWrap: 'anywhere',
  },
  actions: { display: 'flex', gap: theme.spacing(1) },
}));

const Upload = ({ of }: { of: ImportUpload }) => {
  const classes = useStyles();
  const t = useTexts();
  const { bytes } = useFormats();
  const uploads = useApi(importUploadsApiRef);
  const { id, fileName: file, fileSize, sent, problem } = of;
  const failed = problem !== undefined;
  return (
    <li className={classes.item}>
      <div className={classes.head}>
        <Typography>
          {t('imports.uploads.file', { file, size: bytes(fileSize) })}
        </Typography>
        <div className={classes.actions}>
          {failed && (
            <Button
              size="small"
              variant="outlined"
              onClick={() => uploads.sendAgain(id)}
              aria-label={t('imports.uploads.tryAgainLabel', { file })}
            >
              {t('imports.uploads.tryAgain')}
            </Button>
          )}
          <Button
            size="small"
            variant="outlined"
            onClick={() => uploads.dismiss(id)}
            aria-label={t(
              failed
                ? 'imports.uploads.dismissLabel'
                : 'imports.uploads.stopLabel',
              { file },
            )}
          >
            {t(failed ? 'shared.dismiss' : 'imports.uploads.stop')}
          </Button>
        </div>
      </div>
      {failed ? (
        <Alert severity="error">
          {t('imports.uploads.nothing', {
            reason: uploadProblemText(t, problem),
          })}
        </Alert>
      ) : (
        <WorkBar
          label={t('imports.uploads.label', { file })}
          text={uploadText(t, sent)}
          share={sent < 1 ? sent : undefined}
        />
      )}
    </li>
  );
};

/** The files that are on their way from this browser tab, if there are any. */
export const UploadsPanel = () => {
  const classes = useStyles();
  const t = useTexts();
  const uploads = useUploads();
  return uploads.length > 0 ? (
    <div className={classes.root}>
      <Panel title={t('imports.uploads.title')}>
        <ul className={classes.list}>
          {uploads.map(upload => (
            <Upload key={upload.id} of={upload} />
          ))}
        </ul>
      </Panel>
    </div>
  ) : null;
};
