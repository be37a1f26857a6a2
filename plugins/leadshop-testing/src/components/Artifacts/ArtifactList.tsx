import { makeStyles } from '@material-ui/core/styles';
import DescriptionIcon from '@material-ui/icons/DescriptionOutlined';
import type { StepResult } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';
import { EmptyNote } from '../Panel';
import { DownloadButton } from './DownloadButton';

const useStyles = makeStyles(theme => ({
  list: { margin: 0, padding: 0, listStyle: 'none' },
  item: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5, 2),
    padding: theme.spacing(1, 2),
    '& + &': { borderTop: `1px solid ${theme.palette.divider}` },
  },
  words: { flex: '1 1 180px', minWidth: 0 },
  title: { fontWeight: 600, overflowWrap: 'anywhere' },
  facts: {
    fontSize: theme.typography.pxToRem(12),
    color: theme.palette.text.secondary,
    overflowWrap: 'anywhere',
  },
}));

/** All files that a test left. */
export const ArtifactList = ({
  testId,
  ended,
  steps,
}: {
  testId: string;
  /** The test has ended: no file will come. */
  ended: boolean;
  steps: StepResult[];
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { bytes } = useFormats();
  const files = steps.flatMap(step =>
    step.artifacts.map(artifact => ({ artifact, step })),
  );
  if (files.length === 0) {
    return (
      <EmptyNote icon={DescriptionIcon} title={t('test.files.none')}>
        {ended ? t('test.files.noneKept') : t('test.files.noneHelp')}
      </EmptyNote>
    );
  }
  return (
    <ul className={classes.list}>
      {files.map(({ artifact, step }) => (
        <li key={artifact.name} className={classes.item}>
          <div className={classes.words}>
            <div className={classes.title}>{artifact.title}</div>
            <div className={classes.facts}>
              {t('test.files.facts', {
                name: artifact.name,
                size: bytes(artifact.size),
                step: step.title,
              })}
            </div>
          </div>
          <DownloadButton testId={testId} artifact={artifact} />
        </li>
      ))}
    </ul>
  );
};
