import { useCallback, useEffect, useState } from 'react';
import ButtonBase from '@material-ui/core/ButtonBase';
import { makeStyles } from '@material-ui/core/styles';
import ZoomInIcon from '@material-ui/icons/ZoomIn';
import Alert from '@material-ui/lab/Alert';
import Skeleton from '@material-ui/lab/Skeleton';
import type { Artifact } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { problemText } from '../../../api';
import { useTexts } from '../../../translation';
import {
  DownloadButton,
  kindOf,
  StepArtifacts,
  useArtifact,
} from '../../Artifacts';
import { useFormats } from '../../../formats';
import type { Details } from '../Details';
import { Block, Stack } from '../parts/Block';
import { Note } from '../parts/Note';
import { Pairs } from '../parts/Pairs';
import { readSource, SourceNote } from '../parts/Source';
import { WebLink } from '../parts/WebLink';
import { stepView, ViewProps } from '../stepView';
import { ScreenshotViewer, Shot } from './ScreenshotViewer';

const useStyles = makeStyles(theme => ({
  shots: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 220px), 1fr))',
    gap: theme.spacing(2),
    alignItems: 'start',
  },
  shot: { margin: 0, minWidth: 0 },
  open: {
    position: 'relative',
    display: 'block',
    width: '100%',
    borderRadius: theme.shape.borderRadius,
    border: `1px solid ${theme.palette.divider}`,
    overflow: 'hidden',
    '&:focus-visible': {
      outline: `2px solid ${theme.palette.primary.main}`,
      outlineOffset: 2,
    },
  },
  picture: {
    display: 'block',
    width: '100%',
    maxHeight: 360,
    objectFit: 'cover',
    objectPosition: 'top',
  },
  zoom: {
    position: 'absolute',
    right: theme.spacing(1),
    bottom: theme.spacing(1),
    padding: 2,
    borderRadius: '50%',
    color: theme.palette.common.white,
    backgroundColor: 'rgba(0, 0, 0, 0.7)',
  },
  caption: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5, 1),
    marginTop: theme.spacing(0.75),
  },
  words: { flex: 1 },
}));

const VIEWS = ['desktop', 'mobile'] as const;
type View = (typeof VIEWS)[number];

function read(details: Details) {
  return {
    url: details.text('url'),
    taken: VIEWS.flatMap(view => {
      const shot = details.part(view);
      shot?.text('format');
      return shot
        ? [
            {
              view,
              artifact: shot.text('artifact'),
              width: shot.number('width'),
              height: shot.number('height'),
              size: shot.number('size'),
              hash: shot.text('sha256'),
              source: readSource(shot),
            },
          ]
        : [];
    }),
  };
}
type Taken = ReturnType<typeof read>['taken'][number];

const Picture = ({
  testId,
  artifact,
  view,
  alt,
  onLoaded,
  onOpen,
}: {
  testId: string;
  artifact: Artifact;
  view: string;
  alt: string;
  onLoaded: (shot: Shot) => void;
  onOpen: () => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { url, error } = useArtifact(testId, artifact);
  const { name } = artifact;
  useEffect(() => {
    if (url) {
      onLoaded({ name, view, alt, url });
    }
  }, [name, view, alt, url, onLoaded]);
  return (
    <figure className={classes.shot}>
      {error && <Alert severity="error">{problemText(t, error)}</Alert>}
      {!error && !url && (
        <div
          role="status"
          aria-label={t('test.files.loading', { title: view })}
        >
          <Skeleton variant="rect" height={200} />
        </div>
      )}
      {url && (
        <ButtonBase
          className={classes.open}
          aria-label={t('evidence.screenshots.open', { view })}
          onClick={onOpen}
        >
          <img className={classes.picture} src={url} alt={alt} />
          <ZoomInIcon className={classes.zoom} aria-hidden />
        </ButtonBase>
      )}
      <figcaption className={classes.caption}>
        <span className={classes.words}>{view}</span>
        <DownloadButton testId={testId} artifact={artifact} />
      </figcaption>
    </figure>
  );
};

const Facts = ({ taken }: { taken: Taken }) => {
  const t = useTexts();
  const { bytes } = useFormats();
  const { width, height, size } = taken;
  return (
    <Block title={t(`evidence.screenshots.${taken.view}`)}>
      <Pairs
        pairs={[
          [
            t('evidence.screenshots.size'),
            [
              width && height ? `${width} × ${height}` : undefined,
              size === undefined ? undefined : bytes(size),
            ]
              .filter(Boolean)
              .join(', ') || undefined,
          ],
          [t('evidence.screenshots.hash'), taken.hash],
        ]}
      />
      <SourceNote source={taken.source} />
    </Block>
  );
};

const Screenshots = ({
  found,
  test,
  step,
}: ViewProps<ReturnType<typeof read>>) => {
  const classes = useStyles();
  const t = useTexts();
  const [shots, setShots] = useState<Record<string, Shot>>({});
  const [shown, setShown] = useState<string>();
  const site = found.url ?? test.website_url ?? '–';
  const loaded = useCallback(
    (shot: Shot) => setShots(known => ({ ...known, [shot.name]: shot })),
    [],
  );
  const pictures = step.artifacts.filter(file => kindOf(file) === 'picture');
  const others = step.artifacts.filter(file => kindOf(file) !== 'picture');
  const takenAs = ({ name }: Artifact) =>
    found.taken.find(({ artifact }) => artifact === name);
  const viewOf = (file: Artifact) => {
    const view: View | undefined = takenAs(file)?.view;
    return view ? t(`evidence.screenshots.${view}`) : file.title;
  };
  const altOf = (file: Artifact) => {
    const { width, height } = takenAs(file) ?? {};
    const view = viewOf(file);
    return width && height
      ? t('evidence.screenshots.alt', {
          site,
          view,
          width: String(width),
          height: String(height),
        })
      : t('evidence.screenshots.altPlain', { site, view });
  };
  const ready = pictures.flatMap(({ name }) => shots[name] ?? []);
  return (
    <Stack>
      <Block title={t('evidence.screenshots.title')}>
        {pictures.length === 0 ? (
          <Note>{t('evidence.screenshots.none')}</Note>
        ) : (
          <div className={classes.shots}>
            {pictures.map(file => (
              <Picture
                key={file.name}
                testId={test.id}
                artifact={file}
                view={viewOf(file)}
                alt={altOf(file)}
                onLoaded={loaded}
                onOpen={() => setShown(file.name)}
              />
            ))}
          </div>
        )}
      </Block>
      <Pairs
        pairs={[
          [
            t('evidence.screenshots.taken'),
            found.url && <WebLink address={found.url} />,
          ],
        ]}
      />
      {found.taken.map(taken => (
        <Facts key={taken.view} taken={taken} />
      ))}
      {others.length > 0 && (
        <StepArtifacts testId={test.id} artifacts={others} />
      )}
      {shown !== undefined && ready.length > 0 && (
        <ScreenshotViewer
          site={site}
          shots={ready}
          shown={shown}
          onShow={setShown}
          onClose={() => setShown(undefined)}
        />
      )}
    </Stack>
  );
};

/** Step 7: what the site looks like, to be looked at closely. */
export const screenshots = stepView(read, Screenshots);
