import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import type { Execution } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { JsonView } from '../JsonView';
import { Panel } from '../Panel';

/** The whole test as JSON, when somebody asks for it. */
export const RawPanel = ({
  test,
  open,
  onOpen,
}: {
  test: Execution;
  open: boolean;
  onOpen: (open: boolean) => void;
}) => {
  const t = useTexts();
  return (
    <Panel
      title={t('test.raw.title')}
      action={
        <Button
          size="small"
          variant="outlined"
          aria-expanded={open}
          onClick={() => onOpen(!open)}
        >
          {t(open ? 'test.raw.hide' : 'test.raw.show')}
        </Button>
      }
    >
      {open ? (
        <JsonView value={test} fileName={`leadshop-test-${test.id}.json`} />
      ) : (
        <Typography variant="body2" color="textSecondary">
          {t('test.raw.note')}
        </Typography>
      )}
    </Panel>
  );
};
