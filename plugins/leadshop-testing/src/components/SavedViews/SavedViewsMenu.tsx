import { useId, useState } from 'react';
import Button from '@material-ui/core/Button';
import Divider from '@material-ui/core/Divider';
import ListItemIcon from '@material-ui/core/ListItemIcon';
import Menu from '@material-ui/core/Menu';
import MenuItem from '@material-ui/core/MenuItem';
import { makeStyles } from '@material-ui/core/styles';
import BookmarkIcon from '@material-ui/icons/BookmarkBorder';
import CheckIcon from '@material-ui/icons/Check';
import ExpandMoreIcon from '@material-ui/icons/ExpandMore';
import { alertApiRef, useApi } from '@backstage/core-plugin-api';
import { problemText } from '../../api';
import { useTexts } from '../../translation';
import { ConfirmDialog } from '../ConfirmDialog';
import {
  MAX_VIEWS,
  nameProblem,
  SavedView,
  SavedViews,
  viewNamed,
  withName,
  withoutView,
  withStandard,
  withView,
} from './savedViews';
import { ViewNameDialog } from './ViewNameDialog';

const useStyles = makeStyles(theme => ({
  button: { maxWidth: 260, '& .MuiButton-label': { minWidth: 0 } },
  label: {
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
  item: {
    maxWidth: 'min(420px, calc(100vw - 32px))',
    whiteSpace: 'normal',
    overflowWrap: 'anywhere',
  },
  check: { minWidth: 32 },
  note: {
    padding: theme.spacing(1, 2),
    maxWidth: 320,
    fontSize: theme.typography.pxToRem(13),
    color: theme.palette.text.secondary,
    whiteSpace: 'normal',
    '&.Mui-disabled': { opacity: 1 },
  },
  standard: {
    marginLeft: theme.spacing(1),
    color: theme.palette.text.secondary,
  },
}));

/** Chooses, saves, renames and deletes the views of a list. */
export const SavedViewsMenu = ({
  saved,
  current,
  query,
  onSave,
  onOpen,
}: {
  saved: SavedViews;
  /** The view that was opened, if one was. */
  current?: string;
  /** What is shown now. */
  query: string;
  onSave: (views: SavedViews) => Promise<void>;
  /** A view is to be shown, or what is shown got another name or none. */
  onOpen: (view: SavedView | { name?: undefined; query: string }) => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const id = useId();
  const alertApi = useApi(alertApiRef);
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [asking, setAsking] = useState<'new' | 'rename' | 'remove'>();
  const view = viewNamed(saved, current);
  const changed = view !== undefined && view.query !== query;
  const full = saved.views.length >= MAX_VIEWS;
  const close = () => setAnchor(null);

  const choose = (action: () => void) => () => {
    close();
    action();
  };
  const keep = (views: SavedViews) =>
    choose(async () => {
      try {
        await onSave(views);
      } catch (error) {
        alertApi.post({
          severity: 'error',
          message: t('history.views.failed', {
            reason: problemText(t, error),
          }),
        });
      }
    });

  let label: string = t('history.views.button');
  if (view) {
    label = changed
      ? t('history.views.buttonChanged', { name: view.name })
      : t('history.views.buttonNamed', { name: view.name });
  }
  const isStandard = view !== undefined && saved.standard === view.name;

  return (
    <>
      <Button
        size="small"
        variant="outlined"
        className={classes.button}
        startIcon={<BookmarkIcon />}
        endIcon={<ExpandMoreIcon />}
        aria-haspopup="menu"
        aria-controls={anchor ? id : undefined}
        aria-expanded={anchor !== null}
        onClick={event => setAnchor(event.currentTarget)}
      >
        <span className={classes.label}>{label}</span>
      </Button>
      <Menu
        id={id}
        anchorEl={anchor}
        open={anchor !== null}
        onClose={close}
        MenuListProps={{ 'aria-label': t('history.views.list') }}
      >
        {saved.views.length === 0 && (
          <MenuItem disabled className={classes.note}>
            {t('history.views.none')}
          </MenuItem>
        )}
        {saved.views.map(one => (
          <MenuItem
            key={one.name}
            role="menuitemradio"
            aria-checked={one.name === view?.name}
            className={classes.item}
            onClick={choose(() => onOpen(one))}
          >
            <ListItemIcon className={classes.check}>
              {one.name === view?.name ? (
                <CheckIcon fontSize="small" aria-hidden />
              ) : (
                <span />
              )}
            </ListItemIcon>
            {one.name}
            {one.name === saved.standard && (
              <small className={classes.standard}>
                {t('history.views.default')}
              </small>
            )}
          </MenuItem>
        ))}
        {/* As the first that is enabled, it would get the focus */}
        {saved.views.length > 0 && <Divider role="separator" component="li" />}
        {view && changed && (
          <MenuItem
            className={classes.item}
            onClick={keep(withView(saved, { name: view.name, query }))}
          >
            {t('history.views.overwrite', { name: view.name })}
          </MenuItem>
        )}
        <MenuItem
          className={classes.item}
          disabled={full}
          onClick={choose(() => setAsking('new'))}
        >
          {full
            ? t('history.views.full', { max: String(MAX_VIEWS) })
            : t('history.views.saveAs')}
        </MenuItem>
        {view && (
          <MenuItem
            className={classes.item}
            onClick={choose(() => setAsking('rename'))}
          >
            {t('history.views.rename', { name: view.name })}
          </MenuItem>
        )}
        {view && (
          <MenuItem
            className={classes.item}
            onClick={keep(
              withStandard(saved, isStandard ? undefined : view.name),
            )}
          >
            {t(
              isStandard
                ? 'history.views.noDefault'
                : 'history.views.makeDefault',
              { name: view.name },
            )}
          </MenuItem>
        )}
        {view && (
          <MenuItem
            className={classes.item}
            onClick={choose(() => setAsking('remove'))}
          >
            {t('history.views.remove', { name: view.name })}
          </MenuItem>
        )}
      </Menu>
      {asking === 'new' && (
        <ViewNameDialog
          title={t('history.views.saveAs')}
          problemOf={name => nameProblem(saved, name)}
          onSave={async name => {
            await onSave(withView(saved, { name, query }));
            onOpen({ name, query });
          }}
          onClose={() => setAsking(undefined)}
        />
      )}
      {view && asking === 'rename' && (
        <ViewNameDialog
          title={t('history.views.rename', { name: view.name })}
          name={view.name}
          problemOf={name => nameProblem(saved, name, view.name)}
          onSave={async name => {
            await onSave(withName(saved, view.name, name));
            onOpen({ name, query });
          }}
          onClose={() => setAsking(undefined)}
        />
      )}
      {view && (
        <ConfirmDialog
          open={asking === 'remove'}
          title={t('history.views.removeTitle')}
          confirm={t('history.views.removeConfirm')}
          onConfirm={async () => {
            await onSave(withoutView(saved, view.name));
            onOpen({ query });
          }}
          onClose={() => setAsking(undefined)}
        >
          {t('history.views.removeBody', { name: view.name })}
        </ConfirmDialog>
      )}
    </>
  );
};
