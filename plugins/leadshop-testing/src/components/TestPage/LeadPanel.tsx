import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import type { Execution } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { Evidence } from '../Evidence';
import { Panel } from '../Panel';

const useStyles = makeStyles(theme => ({
  note: { marginBottom: theme.spacing(2) },
}));

/** The lead that was tested, as it was then. */
export const LeadPanel = ({ test }: { test: Execution }) => {
  const classes = useStyles();
  const t = useTexts();
  return (
    <Panel title={t('test.lead.title')}>
      {test.erased && (
        <Alert severity="info" className={classes.note}>
          {t('test.lead.erased')}
        </Alert>
      )}
      {test.personal_data_hidden && !test.erased && (
        <Alert severity="info" className={classes.note}>
          {t('test.lead.hidden')}
        </Alert>
      )}
      <Evidence details={test.lead_data} />
    </Panel>
  );
};
