import { makeStyles } from '@material-ui/core/styles';
import type { Lead } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';
import { FIELD_ORDER } from '../LeadForm';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'grid',
    gridTemplateColumns: 'max-content minmax(0, 1fr)',
    gap: theme.spacing(0.5, 2),
    margin: theme.spacing(0, 0, 3),
    fontSize: theme.typography.pxToRem(14),
  },
  value: { margin: 0, overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' },
  field: { color: theme.palette.text.secondary },
}));

/** What is stored of a lead; fields without a value are left out. */
export const LeadFacts = ({ lead }: { lead: Lead }) => {
  const classes = useStyles();
  const t = useTexts();
  const { number } = useFormats();
  const text = (value: string | number | null) =>
    typeof value === 'number' ? number(value) : value;
  return (
    <dl className={classes.root}>
      {FIELD_ORDER.filter(
        field => field !== 'business_name' && lead[field] !== null,
      ).map(field => (
        <div key={field} style={{ display: 'contents' }}>
          <dt className={classes.field}>{t(`words.leadField.${field}`)}</dt>
          <dd className={classes.value}>{text(lead[field])}</dd>
        </div>
      ))}
    </dl>
  );
};
