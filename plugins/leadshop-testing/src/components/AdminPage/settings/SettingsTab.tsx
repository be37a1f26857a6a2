import { useCallback, useId, useMemo } from 'react';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import { makeStyles } from '@material-ui/core/styles';
import Switch from '@material-ui/core/Switch';
import SettingsIcon from '@material-ui/icons/SettingsOutlined';
import Alert from '@material-ui/lab/Alert';
import { useSearchParams } from 'react-router-dom';
import { useApi } from '@backstage/core-plugin-api';
import { leadshopTestingApiRef } from '../../../api';
import { useRefreshed } from '../../../live';
import { useTexts } from '../../../translation';
import { EmptyNote, Panel } from '../../Panel';
import { SearchField } from '../../SearchField';
import { ProviderList } from './ProviderList';
import { SettingsTable } from './SettingsTable';

/** Some settings come into force while the backend runs. */
const REFRESH_EVERY_MS = 60_000;

const useStyles = makeStyles(theme => ({
  parts: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(3),
    minWidth: 0,
  },
  row: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    padding: theme.spacing(2),
  },
  search: { flex: '1 1 220px' },
}));

/** The settings in force; what narrows them is in the address. */
export const SettingsTab = () => {
  const classes = useStyles();
  const t = useTexts();
  const searchId = useId();
  const api = useApi(leadshopTestingApiRef);
  const [params, setParams] = useSearchParams();
  const { value, error, loading, reload } = useRefreshed(
    useCallback(() => api.admin.getSettings(), [api]),
    REFRESH_EVERY_MS,
  );
  const text = params.get('q') ?? '';
  const changed = params.get('changed') === 'yes';
  const set = (name: string, to: string) =>
    setParams(
      before => {
        const after = new URLSearchParams(before);
        after.delete(name);
        if (to) {
          after.set(name, to);
        }
        return after;
      },
      { replace: true },
    );
  const shown = useMemo(
    () =>
      value?.settings.filter(
        setting =>
          setting.path.toLowerCase().includes(text.trim().toLowerCase()) &&
          (!changed || setting.source !== 'default'),
      ),
    [value, text, changed],
  );
  return (
    <div className={classes.parts}>
      {value?.settings.some(setting => setting.restart_needed) && (
        <Alert severity="warning">{t('admin.settings.restart')}</Alert>
      )}
      <Panel
        title={t('admin.settings.title')}
        loading={loading}
        skeletonLines={12}
        error={error}
        onRetry={reload}
        flush
      >
        {shown && (
          <>
            <div
              className={classes.row}
              role="search"
              aria-label={t('admin.settings.title')}
            >
              <SearchField
                id={searchId}
                label={t('admin.settings.search')}
                className={classes.search}
                value={text}
                onSearch={wanted => set('q', wanted)}
              />
              <FormControlLabel
                control={
                  <Switch
                    color="primary"
                    checked={changed}
                    onChange={() => set('changed', changed ? '' : 'yes')}
                  />
                }
                label={t('admin.settings.onlyChanged')}
              />
            </div>
            {shown.length > 0 ? (
              <SettingsTable settings={shown} />
            ) : (
              <EmptyNote
                icon={SettingsIcon}
                title={t('admin.settings.noneTitle')}
              >
                {t('admin.settings.none')}
              </EmptyNote>
            )}
          </>
        )}
      </Panel>
      {value && (
        <Panel title={t('admin.settings.providers')} flush>
          <ProviderList providers={value.providers} />
        </Panel>
      )}
    </div>
  );
};
