import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import Skeleton from '@material-ui/lab/Skeleton';
import type { Artifact } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { problemText } from '../../api';
import { useTexts } from '../../translation';
import { kindOf } from './kinds';
import { useArtifact } from './useArtifact';
import { useArtifactText } from './useArtifactText';

/*
 * A mail holds what strangers wrote. It is shown in a frame that may run no
 * script, and this head, put in front of it, keeps it from loading anything; a
 * link asks for a new window, which the frame may not open.
 */
const MAIL_HEAD =
  "<!doctype html><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\"><base target=\"_blank\">";

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
    maxHeight: 420,
    overflow: 'auto',
    padding: theme.spacing(1.5),
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    fontSize: theme.typography.pxToRem(13),
    borderRadius: theme.shape.borderRadius,
    border: `1px solid ${theme.palette.divider}`,
    '&:focus-visible': { outline: `2px solid ${theme.palette.primary.main}` },
  },
}));

/** A text that scrolls, with the keyboard too. */
export const ScrollingText = ({
  name,
  text,
}: {
  name: string;
  text: string;
}) => (
  <pre
    className={useStyles().text}
    role="region"
    aria-label={name}
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a long text is scrolled with the keyboard too
    tabIndex={0}
  >
    {text}
  </pre>
);

/** Shows an artifact. */
export const ArtifactPreview = ({
  testId,
  artifact,
}: {
  testId: string;
  artifact: Artifact;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { blob, url, error } = useArtifact(testId, artifact);
  const kind = kindOf(artifact);
  const isText = kind === 'html' || kind === 'text';
  const { text, error: textError } = useArtifactText(isText ? blob : undefined);
  const problem = error ?? textError;
  if (problem) {
    return <Alert severity="error">{problemText(t, problem)}</Alert>;
  }
  if (kind === 'picture' && url) {
    return (
      <a href={url} target="_blank" rel="noopener noreferrer">
        <img className={classes.image} src={url} alt={artifact.title} />
      </a>
    );
  }
  if (kind === 'pdf' && url) {
    return navigator.pdfViewerEnabled === false ? (
      <Alert severity="info">{t('test.files.noViewer')}</Alert>
    ) : (
      <iframe className={classes.frame} src={url} title={artifact.title} />
    );
  }
  if (kind === 'html' && text !== undefined) {
    return (
      <iframe
        className={classes.frame}
        sandbox=""
        referrerPolicy="no-referrer"
        srcDoc={MAIL_HEAD + text}
        title={artifact.title}
      />
    );
  }
  if (kind === 'text' && text !== undefined) {
    return <ScrollingText name={artifact.title} text={text} />;
  }
  return (
    <div
      role="status"
      aria-label={t('test.files.loading', { title: artifact.title })}
    >
      <Skeleton variant="rect" height={160} />
    </div>
  );
};
