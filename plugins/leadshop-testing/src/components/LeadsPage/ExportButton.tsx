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
import { LeadExportRequest, leadshopTestingApiRef, refusalOf } from '../../api';
import { saveFile } from '../../saveFile';

const FORMATS: readonly LeadExportRequest['format'][] = ['csv', 'xlsx', 'json'];

const FORMULAS =
  'Formulas are neutralised: a text that a spreadsheet would run gets an apostrophe in front, which an import takes off again';

const HELP: Record<LeadExportRequest['format'], string> = {
  csv: FORMULAS,
  xlsx: FORMULAS,
  json: 'Every text as it is stored',
};

const useStyles = makeStyles({
  item: { maxWidth: 'min(420px, calc(100vw - 32px))', whiteSpace: 'normal' },
});

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toLocaleString(undefined, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  })} MB`;
}

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
          message: `The leads were not exported: ${refusalOf(error).message}`,
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
        Exporting {megabytes(bytes)}, stop
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
        Export
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
              primary={`Export ${format.toUpperCase()}`}
              secondary={`${whatText}. ${HELP[format]}.`}
            />
          </MenuItem>
        ))}
      </Menu>
    </>
  );
};
