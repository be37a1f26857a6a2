import { makeStyles } from '@material-ui/core/styles';
import { leadFieldSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { JourneyEntry } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { Translate, useTexts } from '../../translation';

const useStyles = makeStyles(theme => ({
  changes: {
    margin: theme.spacing(0.5, 0, 0),
    fontSize: theme.typography.pxToRem(13),
    overflowWrap: 'anywhere',
  },
  field: { color: theme.palette.text.secondary },
  value: { margin: theme.spacing(0, 0, 0.5) },
  after: { fontWeight: 600, textDecoration: 'none' },
}));

function fieldText(t: Translate, name: string): string {
  const field = leadFieldSchema.safeParse(name);
  return field.success ? t(`words.leadField.${field.data}`) : name;
}

const Value = ({ value }: { value: unknown }) => {
  const t = useTexts();
  const { number } = useFormats();
  if (value === null || value === undefined || value === '') {
    return <em>{t('shared.empty')}</em>;
  }
  return <>{typeof value === 'number' ? number(value) : String(value)}</>;
};

/** What changed, field by field, before and after. */
export const JourneyChanges = ({ changes }: Pick<JourneyEntry, 'changes'>) => {
  const classes = useStyles();
  const t = useTexts();
  if (changes.length === 0) {
    return null;
  }
  return (
    <dl className={classes.changes}>
      {changes.map(({ field, before, after }) => (
        <div key={field}>
          <dt className={classes.field}>{fieldText(t, field)}</dt>
          <dd className={classes.value}>
            <del>
              <Value value={before} />
            </del>{' '}
            <span role="img" aria-label={t('lead.journey.changedTo')}>
              →
            </span>{' '}
            <ins className={classes.after}>
              <Value value={after} />
            </ins>
          </dd>
        </div>
      ))}
    </dl>
  );
};
