import { useState } from 'react';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import Alert from '@material-ui/lab/Alert';
import { useApi } from '@backstage/core-plugin-api';
import { leadshopTestingApiRef, refusalOf } from '../../api';

/** Takes a file of leads in; the leads page opens it at `?import=new`. */
export const ImportWizard = ({
  open,
  onImported,
  onClose,
}: {
  open: boolean;
  /** An import that changed leads has ended. */
  onImported: (importId: string) => void;
  onClose: () => void;
}) => {
  const api = useApi(leadshopTestingApiRef);
  const [file, setFile] = useState<File>();
  const [problem, setProblem] = useState<string>();
  const start = async () => {
    if (!file) {
      return;
    }
    try {
      const { import_id } = await api.imports.start(file);
      onImported(import_id);
    } catch (error) {
      setProblem(refusalOf(error).message);
    }
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      aria-labelledby="leadshop-import-title"
    >
      <DialogTitle id="leadshop-import-title">Import leads</DialogTitle>
      <DialogContent>
        {problem && <Alert severity="error">{problem}</Alert>}
        <input
          type="file"
          aria-label="File of leads"
          data-testid="file-upload"
          onChange={event => setFile(event.target.files?.[0])}
        />
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>Close</Button>
        <Button disabled={!file} onClick={start}>
          Import
        </Button>
      </DialogActions>
    </Dialog>
  );
};
