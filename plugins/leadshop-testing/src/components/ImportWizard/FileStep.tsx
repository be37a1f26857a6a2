import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { formatBytes } from '../Evidence';
import { WorkBar } from '../Imports';
import { FileDrop } from './FileDrop';
import { RowsPreview } from './RowsPreview';
import { StepFrame } from './StepFrame';
import type { ImportLimits } from './useImportLimits';
import type { LeadFile } from './useLeadFile';

function busyText({ sent }: LeadFile): string {
  return sent === undefined || sent >= 1
    ? 'Reading the file…'
    : `Uploading: ${Math.round(sent * 100)}%`;
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
  const { file, preview, busy, problem } = chosen;
  return (
    <StepFrame
      title="Choose a file"
      actions={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button
            color="primary"
            variant="contained"
            disabled={!preview || busy || problem !== undefined}
            onClick={onNext}
          >
            Next
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
                Retry
              </Button>
            )
          }
        >
          {problem}
        </Alert>
      )}
      {file && (
        <Typography>
          {file.name}, {formatBytes(file.size)}
        </Typography>
      )}
      {busy && (
        <WorkBar
          label="Reading the file"
          text={busyText(chosen)}
          share={chosen.sent === 1 ? undefined : chosen.sent}
        />
      )}
      {preview && <RowsPreview preview={preview} columns={preview.columns} />}
    </StepFrame>
  );
};
