import { useId, useState } from 'react';
import Dialog from '@material-ui/core/Dialog';
import DialogTitle from '@material-ui/core/DialogTitle';
import IconButton from '@material-ui/core/IconButton';
import { makeStyles, Theme } from '@material-ui/core/styles';
import useMediaQuery from '@material-ui/core/useMediaQuery';
import CloseIcon from '@material-ui/icons/Close';
import { useTexts } from '../../translation';
import { ConfirmDialog } from '../ConfirmDialog';
import { CheckResult } from './CheckResult';
import { CheckStep } from './CheckStep';
import { ColumnsStep } from './ColumnsStep';
import { FileStep } from './FileStep';
import { ImportStep } from './ImportStep';
import { RowsPreview } from './RowsPreview';
import { ImportLimits, useImportLimits } from './useImportLimits';
import { useNoStrayDrops } from './useNoStrayDrops';
import { useWizard } from './useWizard';
import { WizardSteps } from './WizardSteps';

const useStyles = makeStyles(theme => ({
  title: { paddingRight: theme.spacing(8) },
  close: {
    position: 'absolute',
    top: theme.spacing(1),
    right: theme.spacing(1),
  },
  // The same place for all steps
  paper: { [theme.breakpoints.up('md')]: { minHeight: 'min(720px, 80vh)' } },
}));

const Step = ({
  wizard,
  limits,
  onClose,
}: {
  wizard: ReturnType<typeof useWizard>;
  limits: ImportLimits;
  onClose: () => void;
}) => {
  const { step, chosen, columns, choices, goTo } = wizard;
  const { preview } = chosen;
  if (step === 'file' || !preview) {
    return (
      <FileStep
        chosen={chosen}
        limits={limits}
        onFile={wizard.choose}
        onRefused={chosen.refuse}
        onNext={() => goTo('columns')}
        onClose={onClose}
      />
    );
  }
  const rows = <RowsPreview preview={preview} columns={columns} />;
  switch (step) {
    case 'columns':
      return (
        <ColumnsStep
          chosen={chosen}
          preview={preview}
          columns={columns}
          choices={choices}
          onRead={wizard.readAnew}
          onColumns={wizard.setColumns}
          onChoices={wizard.changeChoices}
          onBack={() => goTo('file')}
          onNext={wizard.check}
        />
      );
    case 'check':
      return wizard.dryRunId === undefined ? (
        <CheckStep
          upload={wizard.checking}
          preview={rows}
          onBack={() => goTo('columns')}
          onCheck={wizard.check}
        />
      ) : (
        <CheckResult
          key={wizard.dryRunId}
          dryRunId={wizard.dryRunId}
          corrections={wizard.corrections}
          preview={rows}
          onBack={() => goTo('columns')}
          onCheck={wizard.check}
          onImport={wizard.importLeads}
        />
      );
    default:
      return (
        <ImportStep
          uploadId={wizard.uploadId}
          onBack={() => goTo('check')}
          onAgain={wizard.importAgain}
          onClose={onClose}
        />
      );
  }
};

/** The wizard in its dialog. */
export const WizardDialog = ({ onClose }: { onClose: () => void }) => {
  const classes = useStyles();
  const t = useTexts();
  const titleId = useId();
  const narrow = useMediaQuery<Theme>(theme => theme.breakpoints.down('sm'));
  const limits = useImportLimits();
  const wizard = useWizard(limits.maxFileBytes);
  useNoStrayDrops();
  const [asking, setAsking] = useState(false);
  const close = () => (wizard.wouldLose ? setAsking(true) : onClose());
  return (
    <Dialog
      open
      onClose={(_event, reason) => {
        // A click beside the dialog is too easy for what would be lost
        if (reason === 'escapeKeyDown') {
          close();
        }
      }}
      fullScreen={narrow}
      fullWidth
      maxWidth="lg"
      aria-labelledby={titleId}
      classes={{ paper: classes.paper }}
    >
      <DialogTitle id={titleId} className={classes.title}>
        {t('importWizard.title')}
      </DialogTitle>
      <IconButton
        className={classes.close}
        onClick={close}
        aria-label={t('importWizard.close')}
      >
        <CloseIcon />
      </IconButton>
      <WizardSteps current={wizard.step} />
      <Step wizard={wizard} limits={limits} onClose={close} />
      <ConfirmDialog
        open={asking}
        title={t('importWizard.lose.title')}
        confirm={t('importWizard.lose.confirm')}
        onConfirm={async () => onClose()}
        onClose={() => setAsking(false)}
      >
        {t('importWizard.lose.help')}
      </ConfirmDialog>
    </Dialog>
  );
};
