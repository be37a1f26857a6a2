import { useEffect, useId, useRef, useState } from 'react';
import Button from '@material-ui/core/Button';
import ListItemText from '@material-ui/core/ListItemText';
import Menu from '@material-ui/core/Menu';
import MenuItem from '@material-ui/core/MenuItem';
import { makeStyles } from '@material-ui/core/styles';
import ExpandMoreIcon from '@material-ui/icons/ExpandMore';
import GetAppIcon from '@material-ui/icons/GetApp';
import { DateTime } from 'luxon';
import { alertApiRef, useApi } from '@backstage/core-plugin-api';
import {
  LeadExportRequest,
  leadshopTestingApiRef,
  problemText,
} from '../../api';
import { useFormats } from '../../formats';
import { saveFile } from '../../saveFile';
import { useTexts } from '../../translation';

const FORMATS: readonly LeadExportRequest['format'][] = ['csv', 'xlsx', 'json'];

const useStyles = makeStyles({
  item: { maxWidth: 'min(420px, calc(100vw - 32px))', whiteSpace: 'normal' },
});

/** Saves leads as a file, and shows how much of it has arrived. */
export const ExportButton = ({
  what,
  whatText,
  disabled,
}: {
  what: Omit<LeadExportRequest, 'format'>;
  /** Which leads, in words. */
  whatText: string;
  disabled: boolean;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { number } = useFormats();
  const id = useId();
  const api = useApi(leadshopTestingApiRef);
  const alertApi = useApi(alertApiRef);
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [bytes, setBytes] = useState<number>();
  const running = useRef<AbortController>();
  useEffect(() => () => running.current?.abort(), []);

  const save = async (format: LeadExportRequest['format']) => {
    setAnchor(null);
    const controller = new AbortController();
    running.current = controller;
    setBytes(0);
    try {
      const file = await api.leads.exportLeads(
        { ...what, format },
        { signal: controller.signal, onProgress: setBytes },
      );
      saveFile(file, `leads-${DateTime.now().toISODate()}.${format}`);
    } catch (error) {
      if (!controller.signal.aborted) {
        alertApi.post({
          severity: 'error',
          message: t('leads.export.failed', { reason: problemText(t, error) }),
        });
      }
    }
    setBytes(undefined);
  };

  if (bytes !== undefined) {
    return (
      <Button
        size="small"
        variant="outlined"
        onClick={() => running.current?.abort()}
      >
        {t('leads.export.running', {
          size: number(bytes / 1e6, {
            minimumFractionDigits: 1,
            maximumFractionDigits: 1,
          }),
        })}
      </Button>
    );
  }
  return (
    <>
      <Button
        size="small"
        variant="outlined"
        startIcon={<GetAppIcon />}
        endIcon={<ExpandMoreIcon />}
        disabled={disabled}
        aria-haspopup="menu"
        aria-controls={anchor ? id : undefined}
        aria-expanded={anchor !== null}
        onClick={event => setAnchor(event.currentTarget)}
      >
        {t('leads.export.button')}
      </Button>
      <Menu
        id={id}
        anchorEl={anchor}
        open={anchor !== null}
        onClose={() => setAnchor(null)}
      >
        {FORMATS.map(format => (
          <MenuItem
            key={format}
            className={classes.item}
            onClick={() => save(format)}
          >
            <ListItemText
              primary={t('leads.export.format', {
                format: format.toUpperCase(),
              })}
              secondary={t('leads.export.item', {
                what: whatText,
                help: t(
                  format === 'json'
                    ? 'leads.export.json'
                    : 'leads.export.formulas',
                ),
              })}
            />
          </MenuItem>
        ))}
      </Menu>
    </>
  );
};
