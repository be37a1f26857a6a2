import { lazy, Suspense } from 'react';
import Dialog from '@material-ui/core/Dialog';
import { useTexts } from '../../translation';
import { LoadingPage } from '../PermittedOnly';

// With what reads files, which no other page needs
const WizardDialog = lazy(() =>
  import('./WizardDialog').then(m => ({ default: m.WizardDialog })),
);

/** Takes a file of leads in; the leads page opens it at `?import=new`. */
export const ImportWizard = ({
  open,
  onClose,
}: {
  open: boolean;
  onClose: () => void;
}) => {
  const t = useTexts();
  return open ? (
    <Suspense
      fallback={
        <Dialog open onClose={onClose} aria-label={t('importWizard.title')}>
          <LoadingPage text={t('importWizard.loading')} />
        </Dialog>
      }
    >
      <WizardDialog onClose={onClose} />
    </Suspense>
  ) : null;
};
