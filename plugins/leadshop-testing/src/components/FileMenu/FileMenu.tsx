import { useId, useState } from 'react';
import Button from '@material-ui/core/Button';
import ListItemText from '@material-ui/core/ListItemText';
import Menu from '@material-ui/core/Menu';
import MenuItem from '@material-ui/core/MenuItem';
import { makeStyles } from '@material-ui/core/styles';
import ExpandMoreIcon from '@material-ui/icons/ExpandMore';
import GetAppIcon from '@material-ui/icons/GetApp';
import { useFormats } from '../../formats';
import type { useFileDownload } from './useFileDownload';

const BYTES_PER_MEGABYTE = 1e6;

const useStyles = makeStyles({
  item: { maxWidth: 'min(420px, calc(100vw - 32px))', whiteSpace: 'normal' },
});

/**
 * Offers a file in some formats, shows how much of it has arrived, and stops
 * the download when it is pressed meanwhile.
 */
export const FileMenu = <F extends string>({
  label,
  menuLabel = label,
  formats,
  nameOf,
  helpOf,
  runningText,
  file,
  size,
  disabled,
  className,
  onChoose,
}: {
  label: string;
  /** What the menu is called, where it says more than the button. */
  menuLabel?: string;
  formats: readonly F[];
  nameOf: (format: F) => string;
  /** What such a file is good for. */
  helpOf: (format: F) => string;
  /** Says that so many megabytes have arrived. */
  runningText: (megabytes: string) => string;
  file: ReturnType<typeof useFileDownload>;
  size?: 'small';
  disabled?: boolean;
  className?: string;
  onChoose: (format: F) => void;
}) => {
  const classes = useStyles();
  const { number } = useFormats();
  const id = useId();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  if (file.bytes !== undefined) {
    return (
      <Button
        size={size}
        variant="outlined"
        className={className}
        onClick={file.stop}
      >
        {runningText(
          number(file.bytes / BYTES_PER_MEGABYTE, {
            minimumFractionDigits: 1,
            maximumFractionDigits: 1,
          }),
        )}
      </Button>
    );
  }
  return (
    <>
      <Button
        size={size}
        variant="outlined"
        className={className}
        startIcon={<GetAppIcon />}
        endIcon={<ExpandMoreIcon />}
        disabled={disabled}
        aria-haspopup="menu"
        aria-controls={anchor ? id : undefined}
        aria-expanded={anchor !== null}
        onClick={event => setAnchor(event.currentTarget)}
      >
        {label}
      </Button>
      <Menu
        id={id}
        anchorEl={anchor}
        open={anchor !== null}
        onClose={() => setAnchor(null)}
        MenuListProps={{ 'aria-label': menuLabel }}
      >
        {formats.map(format => (
          <MenuItem
            key={format}
            className={classes.item}
            onClick={() => {
              setAnchor(null);
              onChoose(format);
            }}
          >
            <ListItemText primary={nameOf(format)} secondary={helpOf(format)} />
          </MenuItem>
        ))}
      </Menu>
    </>
  );
};
