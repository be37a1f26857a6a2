import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { useApi } from '@backstage/core-plugin-api';
import { ImportUpload, importUploadsApiRef, useUploads } from '../../uploads';
import { formatBytes } from '../Evidence';
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
  const uploads = useApi(importUploadsApiRef);
  const { id, fileName, fileSize, sent, problem } = of;
  return (
    <li className={classes.item}>
      <div className={classes.head}>
        <Typography>
          {fileName}, {formatBytes(fileSize)}
        </Typography>
        <div className={classes.actions}>
          {problem && (
            <Button
              size="small"
              variant="outlined"
              onClick={() => uploads.sendAgain(id)}
              aria-label={`Try again to upload ${fileName}`}
            >
              Try again
            </Button>
          )}
          <Button
            size="small"
            variant="outlined"
            onClick={() => uploads.dismiss(id)}
            aria-label={`${problem ? 'Dismiss' : 'Stop'} upload of ${fileName}`}
          >
            {problem ? 'Dismiss' : 'Stop'}
          </Button>
        </div>
      </div>
      {problem ? (
        <Alert severity="error">Nothing was imported: {problem}</Alert>
      ) : (
        <WorkBar
          label={`Upload of ${fileName}`}
          text={uploadText(sent)}
          share={sent < 1 ? sent : undefined}
        />
      )}
    </li>
  );
};

/** The files that are on their way from this browser tab, if there are any. */
export const UploadsPanel = () => {
  const classes = useStyles();
  const uploads = useUploads();
  return uploads.length > 0 ? (
    <div className={classes.root}>
      <Panel title="Uploads of this browser tab">
        <ul className={classes.list}>
          {uploads.map(upload => (
            <Upload key={upload.id} of={upload} />
          ))}
        </ul>
      </Panel>
    </div>
  ) : null;
};
