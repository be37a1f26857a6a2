import Button from '@material-ui/core/Button';
import LinearProgress from '@material-ui/core/LinearProgress';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import type {
  ColumnMapping,
  ImportPreview,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { ColumnList } from './ColumnList';
import { LeadChoices, LeadChoicesMade } from './LeadChoices';
import { isComplete, missingFields } from './mapping';
import { ReadingChoices } from './ReadingChoices';
import { StepFrame } from './StepFrame';
import type { LeadFile, ReadingOptions } from './useLeadFile';

/** Asks what the columns hold and what to do with the rows. */
export const ColumnsStep = ({
  chosen,
  preview,
  columns,
  choices,
  onRead,
  onColumns,
  onChoices,
  onBack,
  onNext,
}: {
  chosen: LeadFile;
  preview: ImportPreview;
  columns: ColumnMapping;
  choices: LeadChoicesMade;
  onRead: (options: ReadingOptions) => void;
  onColumns: (columns: ColumnMapping) => void;
  onChoices: (change: Partial<LeadChoicesMade>) => void;
  onBack: () => void;
  onNext: () => void;
}) => {
  const t = useTexts();
  const missing = missingFields(columns).map(field =>
    t(`words.leadField.${field}`),
  );
  return (
    <StepFrame
      title={t('importWizard.columns.title')}
      actions={
        <>
          <Button onClick={onBack}>{t('importWizard.back')}</Button>
          <Button
            color="primary"
            variant="contained"
            disabled={
              chosen.busy ||
              chosen.problem !== undefined ||
              !isComplete(columns)
            }
            onClick={onNext}
          >
            {t('importWizard.columns.check')}
          </Button>
        </>
      }
    >
      <ReadingChoices
        preview={preview}
        options={chosen.options}
        disabled={chosen.busy}
        onChange={onRead}
      />
      {chosen.busy && (
        <LinearProgress aria-label={t('importWizard.file.reading')} />
      )}
      {chosen.problem && <Alert severity="error">{chosen.problem}</Alert>}
      <div role="status">
        {missing.length > 0 && (
          <Alert severity="warning">
            {t('importWizard.columns.missing', { fields: missing.join(', ') })}
          </Alert>
        )}
        {preview.remembered && missing.length === 0 && (
          <Typography variant="body2" color="textSecondary">
            {t('importWizard.columns.remembered')}
          </Typography>
        )}
      </div>
      <ColumnList preview={preview} columns={columns} onChange={onColumns} />
      <LeadChoices made={choices} onChange={onChoices} />
    </StepFrame>
  );
};
