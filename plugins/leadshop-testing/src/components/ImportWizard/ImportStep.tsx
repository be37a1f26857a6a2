import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { useUploads } from '../../uploads';
import { uploadText, WorkBar } from '../Imports';
import { StepFrame } from './StepFrame';

/** While the file is on its way to be imported, or was not taken. */
export const ImportStep = ({
  uploadId,
  onBack,
  onAgain,
  onClose,
}: {
  uploadId: string;
  /** Stops the upload. */
  onBack: () => void;
  onAgain: () => void;
  onClose: () => void;
}) => {
  const upload = useUploads().find(({ id }) => id === uploadId);
  // It leaves the list when it has arrived
  const { sent = 1, problem } = upload ?? {};
  return (
    <StepFrame
      title="Import"
      actions={
        <>
          <Button onClick={onBack}>{problem ? 'Back' : 'Stop'}</Button>
          {problem ? (
            <Button color="primary" variant="contained" onClick={onAgain}>
              Try again
            </Button>
          ) : (
            <Button color="primary" variant="contained" onClick={onClose}>
              Close and go on
            </Button>
          )}
        </>
      }
    >
      {problem ? (
        <Alert severity="error">Nothing was imported: {problem}</Alert>
      ) : (
        <>
          <WorkBar
            label="Upload"
            text={uploadText(sent)}
            share={sent < 1 ? sent : undefined}
          />
          <Typography variant="body2" color="textSecondary" role="status">
            You may close this: the upload goes on while you look at other pages
            of this portal, and the list of imports shows it. Keep the browser
            tab open until the file is there; after that the import goes on by
            itself.
          </Typography>
        </>
      )}
    </StepFrame>
  );
};
