import { useId, useState } from 'react';
import Button from '@material-ui/core/Button';
import ListItemText from '@material-ui/core/ListItemText';
import Menu from '@material-ui/core/Menu';
import MenuItem from '@material-ui/core/MenuItem';
import { makeStyles } from '@material-ui/core/styles';
import ExpandMoreIcon from '@material-ui/icons/ExpandMore';
import GetAppIcon from '@material-ui/icons/GetApp';
import { reportFormatSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { ReportQuery } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';
import { useReportDownload } from './useReportDownload';

const BYTES_PER_MEGABYTE = 1e6;

const useStyles = makeStyles({
  item: { maxWidth: 'min(420px, calc(100vw - 32px))', whiteSpace: 'normal' },
});

/** Saves a report of tests in one of its formats, and shows how much of it has arrived. */
export const ReportMenu = ({
  query,
  whatText,
  className,
}: {
  /** Which tests. */
  query: Omit<ReportQuery, 'format'>;
  /** Which tests, in words. */
  whatText: string;
  className?: string;
}) => {
  const classes = useStyles();
  const id = useId();
  const t = useTexts();
  const { number } = useFormats();
  const { save, bytes, stop } = useReportDownload();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  if (bytes !== undefined) {
    return (
      <Button variant="outlined" className={className} onClick={stop}>
        {t('dashboard.report.running', {
          megabytes: number(bytes / BYTES_PER_MEGABYTE, {
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
        variant="outlined"
        className={className}
        startIcon={<GetAppIcon />}
        endIcon={<ExpandMoreIcon />}
        aria-haspopup="menu"
        aria-controls={anchor ? id : undefined}
        aria-expanded={anchor !== null}
        onClick={event => setAnchor(event.currentTarget)}
      >
        {t('dashboard.report.action')}
      </Button>
      <Menu
        id={id}
        anchorEl={anchor}
        open={anchor !== null}
        onClose={() => setAnchor(null)}
        MenuListProps={{ 'aria-label': whatText }}
      >
        {reportFormatSchema.options.map(format => (
          <MenuItem
            key={format}
            className={classes.item}
            onClick={() => {
              setAnchor(null);
              save({ ...query, format });
            }}
          >
            <ListItemText
              primary={t(`dashboard.report.${format}`)}
              secondary={t(`dashboard.report.${format}Help`)}
            />
          </MenuItem>
        ))}
      </Menu>
    </>
  );
};
