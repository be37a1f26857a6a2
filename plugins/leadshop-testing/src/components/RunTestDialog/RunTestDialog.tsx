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
  RunPipelineResponse,
  SystemStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { texts } from '../../texts';
import { HealthWarning } from './HealthWarning';
import { LeadField, leadOf, problemsOf } from './leadForm';
import { LeadFields } from './LeadFields';
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
function fieldProblems(
  fields: Record<string, string> = {},
): Partial<Record<LeadField, string>> {
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
  const titleId = useId();
  const narrow = useMediaQuery<Theme>(theme => theme.breakpoints.down('xs'));
  const { recall, remember } = useLastLead();
  const { run, reset, busy, refusal } = useRunTest();
  const sampleLead = useSampleLead();
  const { form, loading, fill, fillLater, change } = useLeadForm();
  const [problems, setProblems] = useState<Partial<Record<LeadField, string>>>(
    {},
  );

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
    const found = problemsOf(form);
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
        <DialogTitle id={titleId}>{texts.run}</DialogTitle>
        <DialogContent>
          <div className={classes.intro}>
            <Typography
              variant="body2"
              color="textSecondary"
              className={classes.words}
            >
              All twelve steps run on this lead. The mail goes to the test
              mailbox, never to the lead.
            </Typography>
            <Button
              size="small"
              variant="outlined"
              onClick={() => {
                fill(sampleLead);
                setProblems({});
              }}
            >
              Use sample lead
            </Button>
          </div>
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
                Fetching the lead of your last test…
              </>
            )}
          </div>
          <LeadFields
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
            The next time, the form starts with the lead of this test. Only the
            number of the test is kept in your browser.
          </Typography>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>Close</Button>
          <Button
            type="submit"
            color="primary"
            variant="contained"
            disabled={busy || loading}
          >
            {ill ? 'Run anyway' : 'Run test'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
