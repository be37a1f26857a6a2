import { FormEvent, useEffect, useId, useState } from 'react';
import Button from '@material-ui/core/Button';
import CircularProgress from '@material-ui/core/CircularProgress';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import { makeStyles, Theme } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import useMediaQuery from '@material-ui/core/useMediaQuery';
import Alert from '@material-ui/lab/Alert';
import type {
  LeadField,
  RunPipelineResponse,
  SystemStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { HealthWarning } from './HealthWarning';
import { FieldProblems, LeadFields } from '../LeadForm';
import { QueuePaused } from '../QueuePaused';
import { leadOf, outlinesOf, problemsOf } from './testLead';
import { useLastLead } from './useLastLead';
import { useLeadForm } from './useLeadForm';
import { useRunTest } from './useRunTest';
import { useSampleLead } from './useSampleLead';

const useStyles = makeStyles(theme => ({
  // The buttons stay in sight while the fields scroll.
  form: { display: 'flex', flexDirection: 'column', minHeight: 0, flex: 1 },
  intro: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(2),
  },
  words: { flex: '1 1 260px' },
  alert: { marginBottom: theme.spacing(2) },
  remark: { marginTop: theme.spacing(1) },
  // The fields stay where they are when it goes
  loading: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    height: theme.spacing(3),
    marginTop: theme.spacing(-1),
    color: theme.palette.text.secondary,
    fontSize: theme.typography.pxToRem(13),
  },
}));

/** What the server says of single fields, by the names of the form. */
function fieldProblems(fields: Record<string, string> = {}): FieldProblems {
  return Object.fromEntries(
    Object.entries(fields).map(([field, message]) => [
      field.replace(/^lead_data\./, ''),
      message,
    ]),
  );
}

/** Asks for a lead and runs the whole pipeline on it. */
export const RunTestDialog = ({
  open,
  sample = false,
  status,
  onStarted,
  onClose,
}: {
  open: boolean;
  /** Opens with the sample lead instead of the last one. */
  sample?: boolean;
  status?: SystemStatus;
  onStarted: (test: RunPipelineResponse) => void;
  onClose: () => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const titleId = useId();
  const narrow = useMediaQuery<Theme>(theme => theme.breakpoints.down('xs'));
  const { recall, remember } = useLastLead();
  const { run, reset, busy, refusal } = useRunTest();
  const sampleLead = useSampleLead();
  const { form, loading, fill, fillLater, change } = useLeadForm();
  const [problems, setProblems] = useState<FieldProblems>({});

  useEffect(() => {
    if (!open) {
      return;
    }
    reset();
    setProblems({});
    if (sample) {
      fill(sampleLead);
    } else {
      fillLater(recall());
    }
  }, [open, sample, sampleLead, recall, fill, fillLater, reset]);

  useEffect(() => setProblems(fieldProblems(refusal?.fields)), [refusal]);

  const edit = (field: LeadField, text: string) => {
    change(field, text);
    setProblems(({ [field]: _mended, ...others }) => others);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = problemsOf(t, form);
    setProblems(found);
    if (Object.keys(found).length > 0) {
      return;
    }
    const started = await run(leadOf(form));
    if (started) {
      await remember(started.test_id);
      onStarted(started);
    }
  };

  const ill = status !== undefined && status.pipeline_health !== 'healthy';
  return (
    <Dialog
      open={open}
      onClose={onClose}
      fullScreen={narrow}
      maxWidth="md"
      fullWidth
      aria-labelledby={titleId}
    >
      <form
        onSubmit={submit}
        noValidate
        aria-busy={loading}
        className={classes.form}
      >
        <DialogTitle id={titleId}>{t('words.runTest')}</DialogTitle>
        <DialogContent>
          <div className={classes.intro}>
            <Typography
              variant="body2"
              color="textSecondary"
              className={classes.words}
            >
              {t('run.intro')}
            </Typography>
            <Button
              size="small"
              variant="outlined"
              onClick={() => {
                fill(sampleLead);
                setProblems({});
              }}
            >
              {t('run.sample')}
            </Button>
          </div>
          <QueuePaused status={status} yourTest />
          {ill && <HealthWarning status={status} />}
          {refusal && (
            <Alert severity="error" className={classes.alert}>
              {refusal.message}
            </Alert>
          )}
          <div role="status" className={classes.loading}>
            {loading && (
              <>
                <CircularProgress size={14} aria-hidden />
                {t('run.fetching')}
              </>
            )}
          </div>
          <LeadFields
            outlines={outlinesOf(t)}
            form={form}
            problems={problems}
            disabled={loading}
            onChange={edit}
          />
          <Typography
            variant="body2"
            color="textSecondary"
            className={classes.remark}
          >
            {t('run.remark')}
          </Typography>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('words.close')}</Button>
          <Button
            type="submit"
            color="primary"
            variant="contained"
            disabled={busy || loading}
          >
            {t(ill ? 'run.runAnyway' : 'run.run')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
