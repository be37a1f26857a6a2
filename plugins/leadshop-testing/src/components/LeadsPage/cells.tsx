import { ReactNode } from 'react';
import ButtonBase from '@material-ui/core/ButtonBase';
import { makeStyles } from '@material-ui/core/styles';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { testRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { leadName, userName } from '../../words';
import { TierBadge } from '../ExecutionTable';
import { RelativeTime } from '../RelativeTime';
import type { LeadCellProps } from './leadColumns';

const useStyles = makeStyles(theme => ({
  cut: {
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
  second: {
    fontSize: theme.typography.pxToRem(12),
    color: theme.palette.text.secondary,
  },
  name: {
    display: 'block',
    maxWidth: '100%',
    font: 'inherit',
    fontWeight: 600,
    textAlign: 'left',
    color: theme.palette.link,
    '&:hover, &:focus-visible': { textDecoration: 'underline' },
  },
}));

const TwoLines = ({
  first,
  second,
}: {
  first: ReactNode;
  second: string | null;
}) => {
  const classes = useStyles();
  return (
    <>
      <div className={classes.cut}>{first ?? '–'}</div>
      {second && (
        <div className={`${classes.cut} ${classes.second}`} title={second}>
          {second}
        </div>
      )}
    </>
  );
};

/** Who it is; the name leads to the journey. */
export const BusinessCell = ({ lead, tabIndex, onJourney }: LeadCellProps) => {
  const classes = useStyles();
  const t = useTexts();
  return (
    <TwoLines
      first={
        <ButtonBase
          className={`${classes.name} ${classes.cut}`}
          tabIndex={tabIndex}
          onClick={() => onJourney(lead)}
        >
          {leadName(t, lead)}
        </ButtonBase>
      }
      second={lead.business_name && lead.website_url}
    />
  );
};

/** Whom to reach. */
export const ContactCell = ({ lead }: LeadCellProps) => (
  <TwoLines
    first={lead.contact_name ?? lead.email}
    second={lead.contact_name && lead.email}
  />
);

/** What they do, and where. */
export const IndustryCell = ({ lead }: LeadCellProps) => (
  <TwoLines first={lead.industry} second={lead.location} />
);

/** What the newest test came to. */
export const LastTestCell = ({ lead, tabIndex }: LeadCellProps) => {
  const classes = useStyles();
  const t = useTexts();
  const testLink = useRouteRef(testRouteRef);
  const { last_test: test } = lead;
  if (!test) {
    return <span className={classes.second}>{t('leads.row.notTested')}</span>;
  }
  const name = leadName(t, lead);
  const score =
    test.score === null ? undefined : String(Math.round(test.score));
  const status = t(`words.testStatus.${test.status}`);
  return (
    <>
      <div className={classes.cut}>
        <Link
          to={testLink({ id: test.id })}
          tabIndex={tabIndex}
          aria-label={
            score === undefined
              ? t('leads.row.lastTest', { name, status })
              : t('leads.row.lastTestScore', { name, status, score })
          }
        >
          {score ?? status}
        </Link>{' '}
        {test.tier && <TierBadge tier={test.tier} />}
      </div>
      <div className={`${classes.cut} ${classes.second}`}>
        <RelativeTime at={test.created_at} short />
      </div>
    </>
  );
};

/** Since when it is stored, and by whom. */
export const AddedCell = ({ lead }: LeadCellProps) => {
  const classes = useStyles();
  const t = useTexts();
  return (
    <>
      <div className={classes.cut}>
        <RelativeTime at={lead.created_at} short />
      </div>
      {lead.created_by && (
        <div
          className={`${classes.cut} ${classes.second}`}
          title={lead.created_by}
        >
          {t('shared.by', { name: userName(lead.created_by) })}
        </div>
      )}
    </>
  );
};
