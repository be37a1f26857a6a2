import { FormEvent, useId, useState } from 'react';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogContentText from '@material-ui/core/DialogContentText';
import DialogTitle from '@material-ui/core/DialogTitle';
import TextField from '@material-ui/core/TextField';
import Alert from '@material-ui/lab/Alert';
import { useApi } from '@backstage/core-plugin-api';
import type { BulkResponse } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef, problemText } from '../../api';
import { useTexts } from '../../translation';
import type { SelectedLeads } from './useSelection';

/** Erases many leads, after the user has typed that they mean it. */
export const BulkEraseDialog = ({
  selected,
  countText,
  onDone,
  onClose,
}: {
  selected: SelectedLeads;
  /** How many leads, in words. */
  countText: string;
  onDone: (result: BulkResponse) => void;
  onClose: () => void;
}) => {
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const titleId = useId();
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  // Nobody types it by accident
  const word = t('leads.bulkErase.word');
  const meant = typed.trim() === word;

  const erase = async (event: FormEvent) => {
    event.preventDefault();
    if (!meant) {
      return;
    }
    setBusy(true);
    setProblem(undefined);
    try {
      onDone(await api.leads.bulk({ action: 'erase', selection: selected }));
    } catch (error) {
      setProblem(problemText(t, error));
      setBusy(false);
    }
  };

  return (
    <Dialog open onClose={onClose} aria-labelledby={titleId}>
      <form onSubmit={erase} noValidate>
        <DialogTitle id={titleId}>
          {t('leads.bulkErase.title', { leads: countText })}
        </DialogTitle>
        <DialogContent>
          <DialogContentText>{t('leads.bulkErase.help')}</DialogContentText>
          {problem && <Alert severity="error">{problem}</Alert>}
          <TextField
            id="leadshop-erase-word"
            label={t('leads.bulkErase.type', { word })}
            value={typed}
            onChange={event => setTyped(event.target.value)}
            variant="outlined"
            size="small"
            margin="normal"
            fullWidth
            inputProps={{ autoComplete: 'off' }}
          />
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('shared.goBack')}</Button>
          <Button
            type="submit"
            color="primary"
            variant="contained"
            disabled={!meant || busy}
          >
            {t('leads.bulkErase.submit', { leads: countText })}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
