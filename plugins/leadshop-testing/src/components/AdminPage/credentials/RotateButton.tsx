import { ReactNode, useState } from 'react';
import Button from '@material-ui/core/Button';
import AutorenewIcon from '@material-ui/icons/Autorenew';
import type {
  CredentialList,
  RotateCredentialsResponse,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useApi } from '@backstage/core-plugin-api';
import { leadshopTestingApiRef } from '../../../api';
import { useTexts } from '../../../translation';
import { ConfirmDialog } from '../../ConfirmDialog';

const Result = ({ of }: { of: RotateCredentialsResponse }) => {
  const t = useTexts();
  return (
    <>
      {t('admin.credentials.rotated', { count: of.rotated, key: of.key_id })}
      {of.failed.length > 0 && (
        <>
          {' '}
          {t('admin.credentials.notRotated')}
          <ul>
            {of.failed.map(({ id, name, message }) => (
              <li key={id}>
                {t('admin.credentials.notRotatedOne', { name, message })}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
};

/** Encrypts all credentials with the newest key, where some are not. */
export const RotateButton = ({
  of: { newest_key_id: key, credentials },
  onDone,
}: {
  of: CredentialList;
  onDone: (result: ReactNode) => void;
}) => {
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const [asking, setAsking] = useState(false);
  if (key === null || credentials.every(one => one.key_status === 'current')) {
    return null;
  }
  return (
    <>
      <Button
        size="small"
        variant="outlined"
        startIcon={<AutorenewIcon />}
        onClick={() => setAsking(true)}
      >
        {t('admin.credentials.rotate')}
      </Button>
      <ConfirmDialog
        open={asking}
        title={t('admin.credentials.rotateTitle')}
        confirm={t('admin.credentials.rotateConfirm')}
        onConfirm={async () => {
          onDone(<Result of={await api.admin.rotateCredentials()} />);
        }}
        onClose={() => setAsking(false)}
      >
        {t('admin.credentials.rotateHelp', { key })}
      </ConfirmDialog>
    </>
  );
};
