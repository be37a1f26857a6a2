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
import { leadshopTestingApiRef, refusalOf } from '../../api';
import type { SelectedLeads } from './useSelection';

/** What has to be typed: nobody types it by accident. */
const WORD = 'ERASE';

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
  const api = useApi(leadshopTestingApiRef);
  const titleId = useId();
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const meant = typed.trim() === WORD;

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
      setProblem(refusalOf(error).message);
      setBusy(false);
    }
  };

  return (
    <Dialog open onClose={onClose} aria-labelledby={titleId}>
      <form onSubmit={erase} noValidate>
        <DialogTitle id={titleId}>Erase {countText}?</DialogTitle>
        <DialogContent>
          <DialogContentText>
            Their personal data goes for good, from the leads, from their tests
            and from the rows of imports. The results of their tests stay
            without it. This cannot be undone.
          </DialogContentText>
          {problem && <Alert severity="error">{problem}</Alert>}
          <TextField
            id="leadshop-erase-word"
            label={`Type ${WORD} to go on`}
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
          <Button onClick={onClose}>Go back</Button>
          <Button
            type="submit"
            color="primary"
            variant="contained"
            disabled={!meant || busy}
          >
            Erase {countText}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
