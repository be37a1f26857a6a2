import { useState } from 'react';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import { useTexts } from '../../../translation';
import { Findings } from '../../Evidence';

/** How bad a finding is, worst first. */
export const SEVERITIES = ['high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Something about a site that should be better. */
export interface SecurityFinding {
  severity: Severity;
  title: string;
  advice: string | undefined;
}

/** More findings of a severity than these are shown when asked for. */
const FIRST = 25;

const useStyles = makeStyles(theme => ({
  group: { '& + &': { marginTop: theme.spacing(2) } },
  heading: {
    margin: 0,
    fontSize: theme.typography.pxToRem(13),
    fontWeight: 600,
    color: theme.palette.text.secondary,
  },
}));

const SeverityGroup = ({
  severity,
  findings,
}: {
  severity: Severity;
  findings: SecurityFinding[];
}) => {
  const classes = useStyles();
  const t = useTexts();
  const [all, setAll] = useState(false);
  return (
    <div className={classes.group}>
      <h6 className={classes.heading}>
        {t('evidence.security.severityCount', {
          severity: t(`evidence.security.severity.${severity}`),
          total: findings.length,
        })}
      </h6>
      <Findings
        findings={(all ? findings : findings.slice(0, FIRST)).map(
          ({ title, advice }) => ({
            severity,
            title,
            advice: advice && `${t('evidence.security.whatToDo')} ${advice}`,
          }),
        )}
      />
      {findings.length > FIRST && (
        <Button
          size="small"
          variant="outlined"
          aria-expanded={all}
          onClick={() => setAll(!all)}
        >
          {all
            ? t('evidence.showFewer')
            : t('evidence.showAll', { count: findings.length })}
        </Button>
      )}
    </div>
  );
};

/** What should be better about a site, worst first, and what to do about it. */
export const SecurityFindings = ({
  findings,
}: {
  findings: SecurityFinding[];
}) => (
  <>
    {SEVERITIES.map(severity => {
      const ofSeverity = findings.filter(one => one.severity === severity);
      return ofSeverity.length === 0 ? null : (
        <SeverityGroup
          key={severity}
          severity={severity}
          findings={ofSeverity}
        />
      );
    })}
  </>
);
