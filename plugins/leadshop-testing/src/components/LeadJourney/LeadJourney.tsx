import { ReactNode, useId } from 'react';
import Button from '@material-ui/core/Button';
import Drawer from '@material-ui/core/Drawer';
import IconButton from '@material-ui/core/IconButton';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import CloseIcon from '@material-ui/icons/Close';
import Alert from '@material-ui/lab/Alert';
import Skeleton from '@material-ui/lab/Skeleton';
import useUpdateEffect from 'react-use/esm/useUpdateEffect';
import type { Lead } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { problemText } from '../../api';
import { useTexts } from '../../translation';
import { leadName } from '../../words';
import { StatusLabel } from '../StatusLabel';
import { DossierButton } from './DossierButton';
import { JourneyTimeline } from './JourneyTimeline';
import { LeadFacts } from './LeadFacts';
import { useJourney } from './useJourney';

const useStyles = makeStyles(theme => ({
  paper: {
    width: 'min(480px, 100vw)',
    padding: theme.spacing(2, 3),
    fontFamily: theme.typography.fontFamily,
  },
  heading: {
    display: 'flex',
    alignItems: 'flex-start',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(1),
  },
  title: {
    flex: 1,
    margin: 0,
    fontSize: theme.typography.pxToRem(22),
    fontWeight: 600,
    overflowWrap: 'anywhere',
  },
  part: {
    margin: theme.spacing(0, 0, 1.5),
    fontSize: theme.typography.pxToRem(16),
    fontWeight: 600,
  },
  actions: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(2),
  },
}));

/** Who a lead is and all that happened to it, in a drawer. */
export const LeadJourney = ({
  leadId,
  changedAt,
  children,
  onClose,
}: {
  leadId: string;
  /** Another value means that the lead was changed on this page. */
  changedAt: number;
  /** What can be done with the lead. */
  children: (lead: Lead) => ReactNode;
  onClose: () => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const titleId = useId();
  const { value, error, loading, reload, showOlder } = useJourney(leadId);
  useUpdateEffect(reload, [changedAt]);
  return (
    <Drawer
      anchor="right"
      open
      onClose={onClose}
      PaperProps={{
        role: 'dialog',
        'aria-modal': true,
        'aria-labelledby': titleId,
      }}
      classes={{ paper: classes.paper }}
    >
      <div className={classes.heading}>
        <Typography id={titleId} component="h2" className={classes.title}>
          {value ? leadName(t, value.lead) : t('lead.journey.title')}
        </Typography>
        <IconButton
          size="small"
          aria-label={t('words.close')}
          onClick={onClose}
        >
          <CloseIcon />
        </IconButton>
      </div>
      {error && (
        <Alert
          severity="error"
          action={
            <Button color="inherit" size="small" onClick={reload}>
              {t('words.retry')}
            </Button>
          }
        >
          {problemText(t, error)}
        </Alert>
      )}
      {loading && !error && (
        <div role="status" aria-label={t('lead.journey.loading')}>
          {Array.from({ length: 6 }, (_, line) => (
            <Skeleton key={line} height={40} />
          ))}
        </div>
      )}
      {value && (
        <>
          <div className={classes.actions}>
            <StatusLabel
              status={value.lead.status}
              text={t(`words.leadStatus.${value.lead.status}`)}
            />
            {children(value.lead)}
            <DossierButton lead={value.lead} />
          </div>
          <LeadFacts lead={value.lead} />
          <Typography component="h3" className={classes.part}>
            {t('lead.journey.title')}
          </Typography>
          <JourneyTimeline entries={value.entries} total={value.total} />
          {value.entries.length < value.total && (
            <Button onClick={showOlder}>{t('lead.journey.older')}</Button>
          )}
        </>
      )}
    </Drawer>
  );
};
