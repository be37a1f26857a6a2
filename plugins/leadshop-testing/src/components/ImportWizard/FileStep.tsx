import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { useFormats } from '../../formats';
import { Translate, useTexts } from '../../translation';
import { uploadText, WorkBar } from '../Imports';
import { FileDrop } from './FileDrop';
import { RowsPreview } from './RowsPreview';
import { StepFrame } from './StepFrame';
import type { ImportLimits } from './useImportLimits';
import type { LeadFile } from './useLeadFile';

function busyText(t: Translate, { sent }: LeadFile): string {
  return sent === undefined || sent >= 1
    ? t('importWizard.file.readingNow')
    : uploadText(t, sent);
}

/** Asks for a file and shows its first rows. */
export const FileStep = ({
  chosen,
  limits,
  onFile,
  onRefused,
  onNext,
  onClose,
}: {
  chosen: LeadFile;
  limits: ImportLimits;
  onFile: (file: File) => void;
  onRefused: (why: string) => void;
  onNext: () => void;
  onClose: () => void;
}) => {
  const t = useTexts();
  const { bytes } = useFormats();
  const { file, preview, busy, problem } = chosen;
  return (
    <StepFrame
      title={t('importWizard.file.title')}
      actions={
        <>
          <Button onClick={onClose}>{t('words.close')}</Button>
          <Button
            color="primary"
            variant="contained"
            disabled={!preview || busy || problem !== undefined}
            onClick={onNext}
          >
            {t('importWizard.next')}
          </Button>
        </>
      }
    >
      <FileDrop
        limits={limits}
        again={file !== undefined}
        onFile={onFile}
        onRefused={onRefused}
      />
      {problem && (
        <Alert
          severity="error"
          action={
            file && (
              <Button color="inherit" size="small" onClick={() => onFile(file)}>
                {t('words.retry')}
              </Button>
            )
          }
        >
          {problem}
        </Alert>
      )}
      {file && (
        <Typography>
          {t('importWizard.file.nameAndSize', {
            file: file.name,
            size: bytes(file.size),
          })}
        </Typography>
      )}
      {busy && (
        <WorkBar
          label={t('importWizard.file.reading')}
          text={busyText(t, chosen)}
          share={chosen.sent === 1 ? undefined : chosen.sent}
        />
      )}
      {preview && <RowsPreview preview={preview} columns={preview.columns} />}
    </StepFrame>
  );
};
