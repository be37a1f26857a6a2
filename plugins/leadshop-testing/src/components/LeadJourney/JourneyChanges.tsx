import { makeStyles } from '@material-ui/core/styles';
import { leadFieldSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { JourneyEntry } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { LEAD_FIELD_TEXT } from '../../texts';

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

function fieldText(name: string): string {
  const field = leadFieldSchema.safeParse(name);
  return field.success ? LEAD_FIELD_TEXT[field.data] : name;
}

function valueText(value: unknown): string | undefined {
  if (value === null || value === undefined || value === '') {
    return undefined;
  }
  return typeof value === 'number' ? value.toLocaleString() : String(value);
}

const Value = ({ value }: { value: unknown }) => {
  const text = valueText(value);
  return text === undefined ? <em>empty</em> : <>{text}</>;
};

/** What changed, field by field, before and after. */
export const JourneyChanges = ({ changes }: Pick<JourneyEntry, 'changes'>) => {
  const classes = useStyles();
  if (changes.length === 0) {
    return null;
  }
  return (
    <dl className={classes.changes}>
      {changes.map(({ field, before, after }) => (
        <div key={field}>
          <dt className={classes.field}>{fieldText(field)}</dt>
          <dd className={classes.value}>
            <del>
              <Value value={before} />
            </del>{' '}
            <span role="img" aria-label="changed to">
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
