import { ReactNode } from 'react';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import useUpdateEffect from 'react-use/esm/useUpdateEffect';
import type { Lead } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { leadName } from '../../words';
import { SideDrawer } from '../SideDrawer';
import { StatusLabel } from '../StatusLabel';
import { DossierButton } from './DossierButton';
import { JourneyTimeline } from './JourneyTimeline';
import { LeadFacts } from './LeadFacts';
import { useJourney } from './useJourney';

const useStyles = makeStyles(theme => ({
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
  const { value, error, loading, reload, showOlder } = useJourney(leadId);
  useUpdateEffect(reload, [changedAt]);
  return (
    <SideDrawer
      title={value ? leadName(t, value.lead) : t('lead.journey.title')}
      width="narrow"
      loading={loading}
      loadingText={t('lead.journey.loading')}
      error={error}
      onRetry={reload}
      onClose={onClose}
    >
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
    </SideDrawer>
  );
};
