import { FormEvent, useState } from 'react';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import useAsyncFn from 'react-use/esm/useAsyncFn';
import { useApi } from '@backstage/core-plugin-api';
import {
  AuditCheckpoint,
  leadshopTestingApiRef,
  problemText,
} from '../../../api';
import { useTexts } from '../../../translation';
import { Panel } from '../../Panel';
import { ChainVerdict } from './ChainVerdict';

const HASH = /^[0-9a-f]{64}$/;
const POSITION = /^[1-9]\d{0,15}$/;

const useStyles = makeStyles(theme => ({
  row: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-start',
    gap: theme.spacing(1.5),
    marginTop: theme.spacing(1.5),
  },
  position: { flex: '0 1 140px' },
  hash: { flex: '1 1 280px' },
  summary: { marginTop: theme.spacing(1.5), cursor: 'pointer' },
  verdict: { marginTop: theme.spacing(2) },
}));

/** Both or neither; undefined when they are not what a checkpoint has. */
function checkpointOf(
  position: string,
  hash: string,
): AuditCheckpoint | 'none' | undefined {
  if (!position && !hash) {
    return 'none';
  }
  return POSITION.test(position) && HASH.test(hash)
    ? { position: Number(position), hash }
    : undefined;
}

/** Checks that nobody altered, deleted, added, moved or cut off an entry. */
export const ChainCheck = () => {
  const classes = useStyles();
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const [position, setPosition] = useState('');
  const [hash, setHash] = useState('');
  const [tried, setTried] = useState(false);
  const checkpoint = checkpointOf(position.trim(), hash.trim());
  const [{ value, error, loading }, check] = useAsyncFn(
    (known: AuditCheckpoint | undefined) => api.admin.verifyAuditEvents(known),
    [api],
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (checkpoint && !loading) {
      check(checkpoint === 'none' ? undefined : checkpoint);
    }
  };
  const wrong = tried && !checkpoint;
  return (
    <Panel title={t('admin.chain.title')}>
      <form onSubmit={submit} noValidate>
        <Typography variant="body2">{t('admin.chain.help')}</Typography>
        <details>
          <summary className={classes.summary}>
            {t('admin.chain.checkpoint')}
          </summary>
          <Typography variant="body2" color="textSecondary">
            {t('admin.chain.checkpointHelp')}
          </Typography>
          <div className={classes.row}>
            <TextField
              id="leadshop-audit-position"
              className={classes.position}
              label={t('admin.chain.position')}
              value={position}
              onChange={event => setPosition(event.target.value)}
              variant="outlined"
              size="small"
              error={wrong}
              inputProps={{ inputMode: 'numeric' }}
            />
            <TextField
              id="leadshop-audit-hash"
              className={classes.hash}
              label={t('admin.chain.hash')}
              value={hash}
              onChange={event => setHash(event.target.value)}
              variant="outlined"
              size="small"
              error={wrong}
              helperText={wrong && t('admin.chain.checkpointWrong')}
            />
          </div>
        </details>
        <div className={classes.row}>
          <Button
            type="submit"
            variant="contained"
            color="primary"
            disabled={loading}
          >
            {t(loading ? 'admin.chain.checking' : 'admin.chain.check')}
          </Button>
        </div>
      </form>
      <div role="status">
        {error && (
          <Alert severity="error" className={classes.verdict}>
            {t('admin.chain.notChecked', { reason: problemText(t, error) })}
          </Alert>
        )}
        {value && !loading && !error && (
          <ChainVerdict of={value} className={classes.verdict} />
        )}
      </div>
    </Panel>
  );
};
