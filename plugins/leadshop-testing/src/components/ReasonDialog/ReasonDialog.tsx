import { ReactNode, useCallback, useId, useState } from 'react';
import TextField from '@material-ui/core/TextField';
import { LocalProblem } from '../../api';
import { ConfirmDialog } from '../ConfirmDialog';

/** Asks for a reason before something happens, and does it. */
export const ReasonDialog = ({
  title,
  confirm,
  label,
  help,
  maxLength,
  required = false,
  onConfirm,
  onClose,
  children,
}: {
  title: string;
  /** The word on the button that does it. */
  confirm: string;
  /** What the field is called. */
  label: string;
  /** Who reads the reason. */
  help: string;
  maxLength: number;
  required?: boolean;
  onConfirm: (reason: string) => Promise<void>;
  onClose: () => void;
  children: ReactNode;
}) => {
  const id = useId();
  const [reason, setReason] = useState('');
  // The dialog takes the focus itself otherwise
  const focus = useCallback((input: HTMLInputElement | null) => {
    input?.focus();
  }, []);
  return (
    <ConfirmDialog
      open
      title={title}
      confirm={confirm}
      onConfirm={async () => {
        if (required && reason.trim() === '') {
          throw new LocalProblem(texts => texts('shared.reasonNeeded'));
        }
        await onConfirm(reason.trim());
      }}
      onClose={onClose}
    >
      {children}
      <TextField
        id={id}
        label={label}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
        inputRef={focus}
        inputProps={{ maxLength }}
        helperText={help}
        required={required}
        fullWidth
        variant="outlined"
        size="small"
        margin="normal"
      />
    </ConfirmDialog>
  );
};
