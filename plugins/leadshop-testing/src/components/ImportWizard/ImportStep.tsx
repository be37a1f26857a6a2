import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { useTexts } from '../../translation';
import { uploadProblemText, useUploads } from '../../uploads';
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
  const t = useTexts();
  const upload = useUploads().find(({ id }) => id === uploadId);
  // It leaves the list when it has arrived
  const { sent = 1, problem } = upload ?? {};
  const failed = problem !== undefined;
  return (
    <StepFrame
      title={t('importWizard.import.title')}
      actions={
        <>
          <Button onClick={onBack}>
            {t(failed ? 'importWizard.back' : 'importWizard.import.stop')}
          </Button>
          {failed ? (
            <Button color="primary" variant="contained" onClick={onAgain}>
              {t('importWizard.import.tryAgain')}
            </Button>
          ) : (
            <Button color="primary" variant="contained" onClick={onClose}>
              {t('importWizard.import.closeAndGoOn')}
            </Button>
          )}
        </>
      }
    >
      {failed ? (
        <Alert severity="error">
          {t('imports.uploads.nothing', {
            reason: uploadProblemText(t, problem),
          })}
        </Alert>
      ) : (
        <>
          <WorkBar
            label={t('importWizard.check.upload')}
            text={uploadText(t, sent)}
            share={sent < 1 ? sent : undefined}
          />
          <Typography variant="body2" color="textSecondary" role="status">
            {t('importWizard.import.goesOn')}
          </Typography>
        </>
      )}
    </StepFrame>
  );
};
