import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { WorkBar } from '../Imports';
import { StepFrame } from './StepFrame';
import type { useUpload } from './useUpload';

/** While the file is on its way to be imported. */
export const ImportStep = ({
  upload,
  onBack,
  onImport,
}: {
  upload: Pick<ReturnType<typeof useUpload>, 'busy' | 'sent' | 'problem'>;
  onBack: () => void;
  onImport: () => void;
}) => (
  <StepFrame
    title="Import"
    actions={
      <>
        <Button onClick={onBack}>{upload.busy ? 'Stop' : 'Back'}</Button>
        {!upload.busy && (
          <Button color="primary" variant="contained" onClick={onImport}>
            Try again
          </Button>
        )}
      </>
    }
  >
    {upload.problem ? (
      <Alert severity="error">Nothing was imported: {upload.problem}</Alert>
    ) : (
      <>
        <WorkBar
          label="Upload"
          text={
            upload.sent < 1
              ? `Uploading: ${Math.round(upload.sent * 100)}%`
              : 'The server takes the file in…'
          }
          share={upload.sent < 1 ? upload.sent : undefined}
        />
        <Typography variant="body2" color="textSecondary">
          Keep this page open until the file is there. After that the import
          goes on by itself.
        </Typography>
      </>
    )}
  </StepFrame>
);
