import { KeyboardEvent, useId, useState } from 'react';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import { makeStyles, Theme } from '@material-ui/core/styles';
import useMediaQuery from '@material-ui/core/useMediaQuery';
import ToggleButton from '@material-ui/lab/ToggleButton';
import ToggleButtonGroup from '@material-ui/lab/ToggleButtonGroup';
import { useTexts } from '../../../translation';

/** A screenshot that is there to be looked at. */
export interface Shot {
  name: string;
  /** "Desktop", "Mobile". */
  view: string;
  alt: string;
  url: string;
}

/** In percent of the picture's own size; `fit` is as large as there is room. */
const ZOOMS = [25, 50, 75, 100, 150, 200] as const;
type Zoom = (typeof ZOOMS)[number] | 'fit';
const OWN_SIZE: Zoom = 100;

const useStyles = makeStyles(theme => ({
  bar: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(0, 3, 1.5),
  },
  title: { overflowWrap: 'anywhere' },
  // Material's own grey is too faint to read
  toggle: { '&&': { color: theme.palette.text.primary } },
  zoom: {
    minWidth: 150,
    fontVariantNumeric: 'tabular-nums',
  },
  place: {
    height: '68vh',
    overflow: 'auto',
    padding: 0,
    backgroundColor: theme.palette.action.hover,
    textAlign: 'center',
    '&:focus-visible': {
      outline: `2px solid ${theme.palette.primary.main}`,
      outlineOffset: -2,
    },
  },
  fit: { maxWidth: '100%', maxHeight: '100%' },
  keys: {
    flex: 1,
    fontSize: theme.typography.pxToRem(12),
    color: theme.palette.text.secondary,
  },
}));

function nextZoom(zoom: Zoom, by: 1 | -1): Zoom {
  const from = ZOOMS.findIndex(
    one => one === (zoom === 'fit' ? OWN_SIZE : zoom),
  );
  return ZOOMS[Math.min(ZOOMS.length - 1, Math.max(0, from + by))];
}

/** Screenshots in a window of their own: which one, how large, by keyboard too. */
export const ScreenshotViewer = ({
  site,
  shots,
  shown,
  onShow,
  onClose,
}: {
  site: string;
  shots: Shot[];
  /** Name of the shot that is shown. */
  shown: string;
  onShow: (name: string) => void;
  onClose: () => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const titleId = useId();
  const narrow = useMediaQuery<Theme>(theme => theme.breakpoints.down('xs'));
  const [zoom, setZoom] = useState<Zoom>('fit');
  const [width, setWidth] = useState<number>();
  const index = Math.max(
    0,
    shots.findIndex(({ name }) => name === shown),
  );
  const shot = shots[index];

  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const turn = (by: number) =>
      onShow(shots[(index + by + shots.length) % shots.length].name);
    const keys: Record<string, () => void> = {
      // The dialog hears no keys beside these
      Escape: onClose,
      '+': () => setZoom(nextZoom(zoom, 1)),
      '=': () => setZoom(nextZoom(zoom, 1)),
      '-': () => setZoom(nextZoom(zoom, -1)),
      '0': () => setZoom('fit'),
      // Larger than its place, the arrows move the picture instead
      ...(zoom === 'fit' && {
        ArrowLeft: () => turn(-1),
        ArrowRight: () => turn(1),
      }),
    };
    if (Object.hasOwn(keys, event.key)) {
      event.preventDefault();
      keys[event.key]();
    }
  };

  return (
    <Dialog
      open
      fullWidth
      fullScreen={narrow}
      maxWidth="lg"
      onClose={onClose}
      onKeyDown={press}
      aria-labelledby={titleId}
    >
      <DialogTitle id={titleId} className={classes.title}>
        {t('evidence.screenshots.viewer', { site })}
      </DialogTitle>
      <div className={classes.bar}>
        <ToggleButtonGroup
          exclusive
          size="small"
          value={shot.name}
          aria-label={t('evidence.screenshots.view')}
          onChange={(_, name: string | null) => name && onShow(name)}
        >
          {shots.map(({ name, view }) => (
            <ToggleButton key={name} value={name} className={classes.toggle}>
              {view}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <Button
          size="small"
          variant="outlined"
          onClick={() => setZoom(nextZoom(zoom, -1))}
        >
          {t('evidence.screenshots.smaller')}
        </Button>
        <Button
          size="small"
          variant="outlined"
          onClick={() => setZoom(nextZoom(zoom, 1))}
        >
          {t('evidence.screenshots.larger')}
        </Button>
        <Button size="small" variant="outlined" onClick={() => setZoom('fit')}>
          {t('evidence.screenshots.fit')}
        </Button>
        <span className={classes.zoom} role="status">
          {zoom === 'fit'
            ? t('evidence.screenshots.fitted')
            : t('evidence.screenshots.zoom', { percent: String(zoom) })}
        </span>
      </div>
      <DialogContent
        dividers
        className={classes.place}
        role="region"
        aria-label={t('evidence.screenshots.picture')}
        tabIndex={0}
      >
        <img
          className={zoom === 'fit' ? classes.fit : undefined}
          src={shot.url}
          alt={shot.alt}
          width={
            zoom === 'fit' || width === undefined
              ? undefined
              : (width * zoom) / 100
          }
          onLoad={({ currentTarget }) => setWidth(currentTarget.naturalWidth)}
        />
      </DialogContent>
      <DialogActions>
        <span className={classes.keys}>{t('evidence.screenshots.keys')}</span>
        <Button onClick={onClose} color="primary" variant="contained">
          {t('words.close')}
        </Button>
      </DialogActions>
    </Dialog>
  );
};
