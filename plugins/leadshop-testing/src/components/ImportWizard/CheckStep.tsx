import Button from '@material-ui/core/Button';
import Alert from '@material-ui/lab/Alert';
import type { ReactNode } from 'react';
import { useTexts } from '../../translation';
import { uploadText, WorkBar } from '../Imports';
import { StepFrame } from './StepFrame';
import type { useCheckUpload } from './useCheckUpload';

/** What the check step needs of the work behind it. */
type Upload = Pick<
  ReturnType<typeof useCheckUpload>,
  'busy' | 'sent' | 'problem'
>;

/** While a file is on its way to be checked, or could not be sent. */
export const CheckStep = ({
  upload,
  preview,
  onBack,
  onCheck,
}: {
  upload: Upload;
  /** The first rows, to look at in the meantime. */
  preview: ReactNode;
  onBack: () => void;
  onCheck: () => void;
}) => {
  const t = useTexts();
  return (
    <StepFrame
      title={t('importWizard.check.title')}
      actions={
        <>
          <Button onClick={onBack}>{t('importWizard.back')}</Button>
          <Button
            color="primary"
            variant="contained"
            disabled={upload.busy}
            onClick={onCheck}
          >
            {t('importWizard.check.again')}
          </Button>
        </>
      }
    >
      {upload.problem ? (
        <Alert severity="error">{upload.problem}</Alert>
      ) : (
        <WorkBar
          label={t('importWizard.check.upload')}
          text={uploadText(t, upload.sent)}
          share={upload.sent < 1 ? upload.sent : undefined}
        />
      )}
      {preview}
    </StepFrame>
  );
};
