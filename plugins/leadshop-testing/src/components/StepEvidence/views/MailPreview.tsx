import { useId, useState } from 'react';
import Tab from '@material-ui/core/Tab';
import Tabs from '@material-ui/core/Tabs';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import Skeleton from '@material-ui/lab/Skeleton';
import type { Artifact } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { problemText } from '../../../api';
import { useTexts } from '../../../translation';
import {
  ArtifactPreview,
  DownloadButton,
  kindOf,
  ScrollingText,
  useArtifact,
  useArtifactText,
} from '../../Artifacts';
import { headersOf } from './mailRead';

const useStyles = makeStyles(theme => ({
  tabs: { minHeight: 36, marginBottom: theme.spacing(1) },
  tab: { minWidth: 80, minHeight: 36 },
  files: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1),
    marginTop: theme.spacing(1),
  },
}));

/** A mail as it went over the wire. */
export function isMessage({ content_type }: Artifact): boolean {
  return content_type.startsWith('message/rfc822');
}

const Headers = ({
  testId,
  message,
}: {
  testId: string;
  message: Artifact;
}) => {
  const t = useTexts();
  const { blob, error } = useArtifact(testId, message);
  const { text, error: textError } = useArtifactText(blob);
  const problem = error ?? textError;
  if (problem) {
    return <Alert severity="error">{problemText(t, problem)}</Alert>;
  }
  const title = t('evidence.mail.headersTitle');
  return text === undefined ? (
    <div role="status" aria-label={t('test.files.loading', { title })}>
      <Skeleton variant="rect" height={160} />
    </div>
  ) : (
    <ScrollingText name={title} text={headersOf(text)} />
  );
};

/** A mail as its reader sees it, as text, and what it says of itself. */
export const MailPreview = ({
  testId,
  files,
}: {
  testId: string;
  /** The mail in the forms that were kept. */
  files: Artifact[];
}) => {
  const classes = useStyles();
  const t = useTexts();
  const id = useId();
  const html = files.find(file => kindOf(file) === 'html');
  const text = files.find(file => kindOf(file) === 'text');
  const message = files.find(isMessage);
  const views = [
    html && ([t('evidence.mail.html'), html] as const),
    text && ([t('evidence.mail.text'), text] as const),
    message && ([t('evidence.mail.headers'), message] as const),
  ].filter(view => view !== undefined);
  const [chosen, setChosen] = useState(0);
  const view = views[Math.min(chosen, views.length - 1)];
  if (!view) {
    return null;
  }
  const [title, file] = view;
  return (
    <>
      <Tabs
        className={classes.tabs}
        value={views.indexOf(view)}
        onChange={(_, index: number) => setChosen(index)}
        indicatorColor="primary"
        aria-label={t('evidence.mail.views')}
      >
        {views.map(([name], index) => (
          <Tab
            key={name}
            className={classes.tab}
            label={name}
            id={`${id}-tab-${index}`}
            aria-controls={`${id}-view`}
          />
        ))}
      </Tabs>
      <div
        role="tabpanel"
        id={`${id}-view`}
        aria-labelledby={`${id}-tab-${views.indexOf(view)}`}
      >
        {file === message ? (
          <Headers testId={testId} message={file} />
        ) : (
          <ArtifactPreview key={title} testId={testId} artifact={file} />
        )}
      </div>
      <div className={classes.files}>
        {files.map(one => (
          <DownloadButton key={one.name} testId={testId} artifact={one} named />
        ))}
      </div>
    </>
  );
};
