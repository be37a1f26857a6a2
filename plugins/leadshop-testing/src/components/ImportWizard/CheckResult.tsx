import { ReactNode, useEffect, useId, useRef } from 'react';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { useApi } from '@backstage/core-plugin-api';
import type { LeadImport } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef, problemText } from '../../api';
import { useLiveImport } from '../../live';
import { useTexts } from '../../translation';
import { errorsTitle, hasErrors, ImportErrors } from '../ImportErrors';
import {
  ImportCounts,
  ImportProgress,
  isUnderWay,
  RejectedRowsButton,
  resultText,
} from '../Imports';
import { StepFrame } from './StepFrame';
import type { useCorrections } from './useCorrections';

const useStyles = makeStyles(theme => ({
  title: {
    margin: 0,
    fontSize: theme.typography.pxToRem(16),
    fontWeight: 600,
  },
}));

/** A dry run that nobody looks at any more is not worth the server's time. */
function useCancelWhenLeft(dryRun: LeadImport | undefined) {
  const api = useApi(leadshopTestingApiRef);
  const latest = useRef(dryRun);
  latest.current = dryRun;
  useEffect(
    () => () => {
      if (latest.current && isUnderWay(latest.current)) {
        // It may have ended since; then there is nothing to stop
        api.imports.cancel(latest.current.id).catch(() => {});
      }
    },
    [api],
  );
}

/** The region stands before there is anything to tell, so that it is told. */
const Outcome = ({ of }: { of?: LeadImport }) => {
  const t = useTexts();
  const failed = of?.status === 'failed';
  return (
    <>
      <div role="status">
        {of && !failed && <Typography>{resultText(t, of)}</Typography>}
      </div>
      {failed && <Alert severity="error">{resultText(t, of)}</Alert>}
      {of && isUnderWay(of) && <ImportProgress of={of} />}
      {of?.status === 'completed' && <ImportCounts of={of} />}
    </>
  );
};

/** What an import would do, live while it is found out. */
export const CheckResult = ({
  dryRunId,
  corrections,
  preview,
  onBack,
  onCheck,
  onImport,
}: {
  dryRunId: string;
  corrections: ReturnType<typeof useCorrections>;
  /** The first rows. */
  preview: ReactNode;
  onBack: () => void;
  onCheck: () => void;
  onImport: () => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const errorsId = useId();
  const { value: dryRun, error, reload } = useLiveImport(dryRunId);
  useCancelWhenLeft(dryRun);
  const { unchecked, list, book, clear } = corrections;
  const ready = dryRun?.status === 'completed' && dryRun.successful > 0;
  const again =
    unchecked > 0 ||
    dryRun?.status === 'cancelled' ||
    dryRun?.status === 'failed';
  return (
    <StepFrame
      title={t('importWizard.check.title')}
      actions={
        <>
          {unchecked > 0 && (
            <Typography variant="body2" role="status">
              {t('importWizard.check.unchecked', { count: unchecked })}
            </Typography>
          )}
          {dryRun && <RejectedRowsButton of={dryRun} />}
          <Button onClick={onBack}>{t('importWizard.back')}</Button>
          {again ? (
            <Button color="primary" variant="contained" onClick={onCheck}>
              {t('importWizard.check.again')}
            </Button>
          ) : (
            <Button
              color="primary"
              variant="contained"
              disabled={!ready}
              onClick={onImport}
            >
              {ready
                ? t('importWizard.check.importLeads', {
                    leads: t('imports.leads', { count: dryRun.successful }),
                  })
                : t('importWizard.check.import')}
            </Button>
          )}
        </>
      }
    >
      {error && (
        <Alert
          severity="error"
          action={
            <Button color="inherit" size="small" onClick={reload}>
              {t('words.retry')}
            </Button>
          }
        >
          {problemText(t, error)}
        </Alert>
      )}
      <Outcome of={dryRun} />
      {list.length > 0 && (
        <Typography variant="body2">
          {t('importWizard.check.corrected', { count: list.length })}{' '}
          <Button size="small" onClick={clear}>
            {t('importWizard.check.takeBack')}
          </Button>
        </Typography>
      )}
      {book.full && (
        <Alert severity="info">{t('importWizard.check.full')}</Alert>
      )}
      {dryRun && !isUnderWay(dryRun) && hasErrors(dryRun) && (
        <section aria-labelledby={errorsId}>
          <Typography id={errorsId} component="h4" className={classes.title}>
            {errorsTitle(t, dryRun)}
          </Typography>
          <ImportErrors of={dryRun} book={book} />
        </section>
      )}
      {preview}
    </StepFrame>
  );
};
