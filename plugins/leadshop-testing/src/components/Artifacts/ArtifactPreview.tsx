import { useEffect, useState } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import Skeleton from '@material-ui/lab/Skeleton';
import type { Artifact } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { refusalOf } from '../../api';
import { useArtifact } from './useArtifact';

/*
 * A mail holds what strangers wrote. It is shown in a frame that may run no
 * script, and this policy, put in front of it, keeps it from loading anything.
 */
const MAIL_POLICY =
  '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; style-src \'unsafe-inline\'">';

const useStyles = makeStyles(theme => ({
  image: {
    display: 'block',
    maxWidth: '100%',
    maxHeight: 420,
    borderRadius: theme.shape.borderRadius,
    border: `1px solid ${theme.palette.divider}`,
  },
  frame: {
    display: 'block',
    width: '100%',
    height: 480,
    borderRadius: theme.shape.borderRadius,
    border: `1px solid ${theme.palette.divider}`,
    // Mails and reports are written for white paper.
    backgroundColor: theme.palette.common.white,
  },
  text: {
    margin: 0,
    maxHeight: 320,
    overflow: 'auto',
    padding: theme.spacing(1.5),
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    borderRadius: theme.shape.borderRadius,
    border: `1px solid ${theme.palette.divider}`,
  },
}));

function useText(blob: Blob | undefined): string | undefined {
  const [text, setText] = useState<string>();
  useEffect(() => {
    let current = true;
    blob?.text().then(read => current && setText(read));
    return () => {
      current = false;
    };
  }, [blob]);
  return text;
}

/** Shows an artifact. */
export const ArtifactPreview = ({
  testId,
  artifact,
}: {
  testId: string;
  artifact: Artifact;
}) => {
  const classes = useStyles();
  const { blob, url, error } = useArtifact(testId, artifact.name);
  const type = artifact.content_type.split(';')[0];
  const text = useText(type.startsWith('text/') ? blob : undefined);
  if (error) {
    return <Alert severity="error">{refusalOf(error).message}</Alert>;
  }
  if (type.startsWith('image/') && url) {
    return (
      <a href={url} target="_blank" rel="noopener noreferrer">
        <img className={classes.image} src={url} alt={artifact.title} />
      </a>
    );
  }
  if (type === 'application/pdf' && url) {
    return (
      <iframe className={classes.frame} src={url} title={artifact.title} />
    );
  }
  if (type === 'text/html' && text !== undefined) {
    return (
      <iframe
        className={classes.frame}
        sandbox=""
        srcDoc={MAIL_POLICY + text}
        title={artifact.title}
      />
    );
  }
  if (type.startsWith('text/') && text !== undefined) {
    return (
      <pre
        className={classes.text}
        role="region"
        aria-label={artifact.title}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a long text is scrolled with the keyboard too
        tabIndex={0}
      >
        {text}
      </pre>
    );
  }
  return <Skeleton variant="rect" height={160} />;
};

/** True for what a browser can show. */
export function canPreview({ content_type: type }: Artifact): boolean {
  return /^(image\/|text\/(html|plain)|application\/pdf)/.test(type);
}
