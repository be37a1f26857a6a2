import { useId, useState } from 'react';
import Button from '@material-ui/core/Button';
import Checkbox from '@material-ui/core/Checkbox';
import Divider from '@material-ui/core/Divider';
import Menu from '@material-ui/core/Menu';
import MenuItem from '@material-ui/core/MenuItem';
import { makeStyles } from '@material-ui/core/styles';
import ViewColumnIcon from '@material-ui/icons/ViewColumn';
import { useTexts } from '../../translation';
import {
  COLUMN_NAMES,
  ColumnName,
  columnsNamed,
  ROW_COLUMN,
} from '../ExecutionTable';

const useStyles = makeStyles(theme => ({
  item: { paddingTop: 2, paddingBottom: 2 },
  box: { padding: theme.spacing(0.5), marginRight: theme.spacing(1) },
}));

/** Chooses the columns of the table. */
export const ColumnMenu = ({
  columns,
  onChoose,
}: {
  columns: readonly ColumnName[];
  /** Undefined for the usual ones. */
  onChoose: (columns: readonly ColumnName[] | undefined) => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const id = useId();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  return (
    <>
      <Button
        size="small"
        variant="outlined"
        startIcon={<ViewColumnIcon />}
        aria-haspopup="menu"
        aria-controls={anchor ? id : undefined}
        aria-expanded={anchor !== null}
        onClick={event => setAnchor(event.currentTarget)}
      >
        {t('history.columns.choose')}
      </Button>
      <Menu
        id={id}
        anchorEl={anchor}
        open={anchor !== null}
        onClose={() => setAnchor(null)}
        MenuListProps={{ 'aria-label': t('history.columns.choose') }}
      >
        {COLUMN_NAMES.filter(name => name !== ROW_COLUMN).map(name => {
          const shown = columns.includes(name);
          return (
            <MenuItem
              key={name}
              role="menuitemcheckbox"
              aria-checked={shown}
              className={classes.item}
              onClick={() =>
                onChoose(
                  columnsNamed(
                    shown
                      ? columns.filter(other => other !== name)
                      : [...columns, name],
                  ),
                )
              }
            >
              <Checkbox
                className={classes.box}
                checked={shown}
                size="small"
                color="primary"
                tabIndex={-1}
                disableRipple
                inputProps={{ 'aria-hidden': true, tabIndex: -1 }}
              />
              {t(`history.columns.${name}`)}
            </MenuItem>
          );
        })}
        <Divider role="separator" component="li" />
        <MenuItem
          onClick={() => {
            setAnchor(null);
            onChoose(undefined);
          }}
        >
          {t('history.columns.reset')}
        </MenuItem>
      </Menu>
    </>
  );
};
