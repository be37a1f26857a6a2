import { useId, useState } from 'react';
import Button from '@material-ui/core/Button';
import ListItemText from '@material-ui/core/ListItemText';
import Menu from '@material-ui/core/Menu';
import MenuItem from '@material-ui/core/MenuItem';
import { makeStyles } from '@material-ui/core/styles';
import ExpandMoreIcon from '@material-ui/icons/ExpandMore';
import GetAppIcon from '@material-ui/icons/GetApp';
import type { ReportFormat } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { HistoryFilter } from '../../api';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';
import { useReportDownload } from '../ReportMenu';

/** What most people come for stands first. */
const FORMATS: readonly ReportFormat[] = ['csv', 'json', 'junit', 'pdf'];
const BYTES_PER_MEGABYTE = 1e6;

const useStyles = makeStyles({
  item: { maxWidth: 'min(420px, calc(100vw - 32px))', whiteSpace: 'normal' },
});

/** Saves all tests that match as a file, and shows how much has arrived. */
export const ExportMenu = ({
  filter,
  narrowed,
  disabled,
}: {
  filter: HistoryFilter;
  narrowed: boolean;
  disabled: boolean;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { number } = useFormats();
  const id = useId();
  const { save, bytes, stop } = useReportDownload();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const what = narrowed
    ? t('history.export.filtered')
    : t('history.export.all');

  if (bytes !== undefined) {
    return (
      <Button size="small" variant="outlined" onClick={stop}>
        {t('history.export.running', {
          size: number(bytes / BYTES_PER_MEGABYTE, {
            minimumFractionDigits: 1,
            maximumFractionDigits: 1,
          }),
        })}
      </Button>
    );
  }
  const start = (format: ReportFormat) => {
    setAnchor(null);
    const { limit: _limit, cursor: _cursor, sort: _sort, ...which } = filter;
    save({ ...which, format });
  };
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
        {t('history.export.button')}
      </Button>
      <Menu
        id={id}
        anchorEl={anchor}
        open={anchor !== null}
        onClose={() => setAnchor(null)}
        MenuListProps={{ 'aria-label': t('history.export.button') }}
      >
        {FORMATS.map(format => (
          <MenuItem
            key={format}
            className={classes.item}
            onClick={() => start(format)}
          >
            <ListItemText
              primary={t(`history.export.formats.${format}`)}
              secondary={t('history.export.item', {
                what,
                help: t(`history.export.help.${format}`),
              })}
            />
          </MenuItem>
        ))}
      </Menu>
    </>
  );
};
