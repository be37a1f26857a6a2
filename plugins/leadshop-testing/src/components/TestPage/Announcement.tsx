import { makeStyles } from '@material-ui/core/styles';
import type { Execution } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';

const useStyles = makeStyles({
  hidden: {
    position: 'absolute',
    width: 1,
    height: 1,
    overflow: 'hidden',
    clip: 'rect(0 0 0 0)',
    whiteSpace: 'nowrap',
  },
});

/** Tells those who listen how the test stands, and which steps failed. */
export const Announcement = ({ test }: { test: Execution }) => {
  const classes = useStyles();
  const t = useTexts();
  const { list } = useFormats();
  const status = t(`words.testStatus.${test.status}`);
  const failed = test.pipeline_results.filter(step => step.status === 'failed');
  return (
    <div role="status" className={classes.hidden}>
      {failed.length === 0
        ? t('test.announce', { status })
        : t('test.announceFailed', {
            status,
            steps: list(failed.map(({ title }) => title)),
          })}
    </div>
  );
};
