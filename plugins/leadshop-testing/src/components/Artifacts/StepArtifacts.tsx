import { makeStyles } from '@material-ui/core/styles';
import type { Artifact } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { ArtifactPreview, canPreview } from './ArtifactPreview';
import { DownloadButton } from './DownloadButton';

const useStyles = makeStyles(theme => ({
  grid: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 260px), 1fr))',
    gap: theme.spacing(2),
    alignItems: 'start',
  },
  artifact: { margin: 0, minWidth: 0 },
  wide: { gridColumn: '1 / -1' },
  caption: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(0.5, 1),
    marginBottom: theme.spacing(0.75),
    fontWeight: 600,
  },
}));

/** The files that a step left, shown as far as a browser can. */
export const StepArtifacts = ({
  testId,
  artifacts,
}: {
  testId: string;
  artifacts: Artifact[];
}) => {
  const classes = useStyles();
  return (
    <div className={classes.grid}>
      {artifacts.map(artifact => (
        <figure
          key={artifact.name}
          className={`${classes.artifact} ${
            artifact.content_type.startsWith('image/') ? '' : classes.wide
          }`}
        >
          <figcaption className={classes.caption}>
            {artifact.title}
            <DownloadButton testId={testId} artifact={artifact} />
          </figcaption>
          {canPreview(artifact) && (
            <ArtifactPreview testId={testId} artifact={artifact} />
          )}
        </figure>
      ))}
    </div>
  );
};
