import { useCallback } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import VerifiedUserIcon from '@material-ui/icons/VerifiedUserOutlined';
import { useApi } from '@backstage/core-plugin-api';
import { leadshopTestingApiRef } from '../../../api';
import { useRefreshed } from '../../../live';
import { useTexts } from '../../../translation';
import { Pager } from '../../Pager';
import { EmptyNote, Panel } from '../../Panel';
import { AuditEventDrawer } from './AuditEventDrawer';
import { AuditExport } from './AuditExport';
import { AuditFilters } from './AuditFilters';
import { AuditTable } from './AuditTable';
import { ChainCheck } from './ChainCheck';
import { useAuditAddress } from './useAuditAddress';

/** Entries on one page. */
const PAGE_SIZE = 25;
/** Rows that move while they are read are hard to read. */
const REFRESH_EVERY_MS = 60_000;

const useStyles = makeStyles(theme => ({
  parts: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(3),
    minWidth: 0,
  },
  older: { opacity: 0.5 },
}));

/** Who did what and what was refused, the newest first, and whether that is all. */
export const AuditTab = () => {
  const classes = useStyles();
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const address = useAuditAddress();
  const { filter, narrowing, narrowed, trail } = address;
  const { cursor } = trail;
  const { value, error, loading, outdated, reload } = useRefreshed(
    useCallback(
      () => api.admin.listAuditEvents({ ...filter, cursor, limit: PAGE_SIZE }),
      [api, filter, cursor],
    ),
    REFRESH_EVERY_MS,
  );
  const shown = value?.items.find(({ id }) => id === address.event);
  return (
    <div className={classes.parts}>
      <ChainCheck />
      <Panel
        title={t('admin.audit.title')}
        action={
          <AuditExport
            filter={filter}
            narrowed={narrowed}
            disabled={!value?.items.length}
          />
        }
        loading={loading}
        skeletonLines={8}
        error={error}
        onRetry={reload}
        flush
      >
        <AuditFilters
          narrowing={narrowing}
          narrowed={narrowed}
          onNarrow={address.narrow}
          onClear={address.clear}
        />
        <div
          className={outdated ? classes.older : undefined}
          aria-busy={outdated}
        >
          {value && value.items.length > 0 && (
            <>
              <AuditTable events={value.items} addressOf={address.addressOf} />
              <Pager page={value} pageSize={PAGE_SIZE} trail={trail} />
            </>
          )}
          {value?.items.length === 0 && (
            <EmptyNote
              icon={VerifiedUserIcon}
              title={t('admin.audit.emptyTitle')}
            >
              {t(narrowed ? 'admin.audit.emptyNarrowed' : 'admin.audit.empty')}
            </EmptyNote>
          )}
        </div>
      </Panel>
      {shown && <AuditEventDrawer event={shown} onClose={address.close} />}
    </div>
  );
};
