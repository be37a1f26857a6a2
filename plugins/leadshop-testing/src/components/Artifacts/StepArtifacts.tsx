import { useState } from 'react';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import type { Artifact } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { ArtifactPreview } from './ArtifactPreview';
import { DownloadButton } from './DownloadButton';
import { canPreview, kindOf } from './kinds';

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
    gap: theme.spacing(0.5, 1),
    marginBottom: theme.spacing(0.75),
  },
  title: { flex: 1, fontWeight: 600 },
}));

const StepArtifact = ({
  testId,
  artifact,
}: {
  testId: string;
  artifact: Artifact;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const isImage = kindOf(artifact) === 'picture';
  const [open, setOpen] = useState(isImage);
  return (
    <figure className={`${classes.artifact} ${isImage ? '' : classes.wide}`}>
      <figcaption className={classes.caption}>
        <span className={classes.title}>{artifact.title}</span>
        {!isImage && canPreview(artifact) && (
          <Button
            size="small"
            variant="outlined"
            aria-expanded={open}
            aria-label={t(
              open ? 'test.files.hideFile' : 'test.files.showFile',
              {
                title: artifact.title,
              },
            )}
            onClick={() => setOpen(!open)}
          >
            {t(open ? 'test.files.hide' : 'test.files.show')}
          </Button>
        )}
        <DownloadButton testId={testId} artifact={artifact} />
      </figcaption>
      {open && <ArtifactPreview testId={testId} artifact={artifact} />}
    </figure>
  );
};

/** The files that a step left: images at once, the rest when asked. */
export const StepArtifacts = ({
  testId,
  artifacts,
}: {
  testId: string;
  artifacts: Artifact[];
}) => (
  <div className={useStyles().grid}>
    {artifacts.map(artifact => (
      <StepArtifact key={artifact.name} testId={testId} artifact={artifact} />
    ))}
  </div>
);
