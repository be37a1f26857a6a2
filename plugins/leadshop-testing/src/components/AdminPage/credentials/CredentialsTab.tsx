import { ReactNode, useCallback, useState } from 'react';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import AddIcon from '@material-ui/icons/Add';
import VpnKeyIcon from '@material-ui/icons/VpnKeyOutlined';
import Alert from '@material-ui/lab/Alert';
import type { Credential } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useApi } from '@backstage/core-plugin-api';
import { leadshopTestingApiRef } from '../../../api';
import { useRefreshed } from '../../../live';
import { useTexts } from '../../../translation';
import { ConfirmDialog } from '../../ConfirmDialog';
import { DoneNote } from '../../DoneNote';
import { EmptyNote, Panel } from '../../Panel';
import { CredentialDialog } from './CredentialDialog';
import { CredentialTable } from './CredentialTable';
import { RotateButton } from './RotateButton';

/** When one was last sent changes without news. */
const REFRESH_EVERY_MS = 60_000;

const useStyles = makeStyles(theme => ({
  actions: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) },
  note: { margin: theme.spacing(2) },
}));

type Open =
  | { what: 'store' }
  | { what: 'replace' | 'delete'; credential: Credential };

/** Credentials of sites behind basic auth: to store, replace, delete and encrypt anew. */
export const CredentialsTab = () => {
  const classes = useStyles();
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const [open, setOpen] = useState<Open>();
  const [done, setDone] = useState<ReactNode>();
  const { value, error, loading, reload } = useRefreshed(
    useCallback(() => api.admin.listCredentials(), [api]),
    REFRESH_EVERY_MS,
  );
  const close = useCallback(() => setOpen(undefined), []);
  const finish = (text: ReactNode) => {
    setDone(text);
    reload();
  };
  const noKey = value?.newest_key_id === null;
  return (
    <>
      <Panel
        title={t('admin.credentials.title')}
        action={
          value && (
            <div className={classes.actions}>
              <RotateButton of={value} onDone={finish} />
              <Button
                size="small"
                variant="contained"
                color="primary"
                startIcon={<AddIcon />}
                disabled={noKey}
                onClick={() => setOpen({ what: 'store' })}
              >
                {t('admin.credentials.store')}
              </Button>
            </div>
          )
        }
        loading={loading}
        skeletonLines={4}
        error={error}
        onRetry={reload}
        flush
      >
        <DoneNote onDismiss={() => setDone(undefined)}>{done}</DoneNote>
        {noKey && (
          <Alert severity="info" className={classes.note}>
            {t('admin.credentials.noKey')}
          </Alert>
        )}
        {value && value.credentials.length > 0 && (
          <CredentialTable
            credentials={value.credentials}
            mayReplace={!noKey}
            onReplace={credential => setOpen({ what: 'replace', credential })}
            onDelete={credential => setOpen({ what: 'delete', credential })}
          />
        )}
        {value?.credentials.length === 0 && (
          <EmptyNote
            icon={VpnKeyIcon}
            title={t('admin.credentials.emptyTitle')}
          >
            {t('admin.credentials.empty')}
          </EmptyNote>
        )}
      </Panel>
      {open?.what === 'store' && (
        <CredentialDialog
          onSaved={({ name }) =>
            finish(t('admin.credentials.stored', { name }))
          }
          onClose={close}
        />
      )}
      {open?.what === 'replace' && (
        <CredentialDialog
          credential={open.credential}
          onSaved={({ name }) =>
            finish(t('admin.credentials.replaced', { name }))
          }
          onClose={close}
        />
      )}
      {open?.what === 'delete' && (
        <ConfirmDialog
          open
          title={t('admin.credentials.deleteTitle', {
            name: open.credential.name,
          })}
          confirm={t('admin.credentials.deleteConfirm')}
          onConfirm={async () => {
            await api.admin.deleteCredential(open.credential.id);
            finish(
              t('admin.credentials.deleted', { name: open.credential.name }),
            );
          }}
          onClose={close}
        >
          {t('admin.credentials.deleteHelp', {
            origin: open.credential.origin,
          })}
        </ConfirmDialog>
      )}
    </>
  );
};
