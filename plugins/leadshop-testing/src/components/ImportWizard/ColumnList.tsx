import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import {
  leadFieldSchema,
  REQUIRED_LEAD_FIELDS,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  ColumnMapping,
  ImportPreview,
  LeadField,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { doubledFields } from './mapping';

/** Values of a column that are shown. */
const SAMPLES = 3;

const useStyles = makeStyles(theme => ({
  list: {
    margin: 0,
    padding: 0,
    listStyle: 'none',
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius,
  },
  item: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 3fr) minmax(0, 4fr) minmax(220px, 3fr)',
    alignItems: 'center',
    gap: theme.spacing(1, 2),
    padding: theme.spacing(1.5, 2),
    '& + &': { borderTop: `1px solid ${theme.palette.divider}` },
    [theme.breakpoints.down('sm')]: {
      gridTemplateColumns: 'minmax(0, 1fr)',
      rowGap: theme.spacing(1.5),
    },
  },
  header: { fontWeight: 600, overflowWrap: 'anywhere' },
  samples: {
    margin: 0,
    padding: 0,
    listStyle: 'none',
    fontSize: theme.typography.pxToRem(13),
    color: theme.palette.text.secondary,
    '& li': {
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      whiteSpace: 'nowrap',
    },
  },
}));

function samplesOf({ rows }: ImportPreview, column: number): string[] {
  return rows
    .map(cells => (cells[column] ?? '').trim())
    .filter(Boolean)
    .slice(0, SAMPLES);
}

const isRequired = (field: LeadField) =>
  REQUIRED_LEAD_FIELDS.some(required => required === field);

/** What each column of the file holds. */
export const ColumnList = ({
  preview,
  columns,
  onChange,
}: {
  preview: ImportPreview;
  columns: ColumnMapping;
  onChange: (columns: ColumnMapping) => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const doubled = doubledFields(columns);
  const noteOf = (column: number): string | undefined => {
    const field = columns[column];
    if (!field) {
      return undefined;
    }
    if (doubled.includes(field)) {
      return t('importWizard.columns.doubled', {
        field: t(`words.leadField.${field}`),
      });
    }
    if (field !== preview.columns[column]) {
      return undefined;
    }
    return t(
      preview.remembered
        ? 'importWizard.columns.asBefore'
        : 'importWizard.columns.guessed',
    );
  };
  return (
    <ul className={classes.list} aria-label={t('importWizard.columns.label')}>
      {preview.headers.map((header, column) => {
        const field = columns[column];
        const name =
          header.trim() ||
          t('importWizard.columns.column', { number: String(column + 1) });
        return (
          <li key={column} className={classes.item}>
            <div className={classes.header}>{name}</div>
            <ul
              className={classes.samples}
              aria-label={t('importWizard.columns.values', { column: name })}
            >
              {samplesOf(preview, column).map((value, index) => (
                <li key={index} title={value}>
                  {value}
                </li>
              ))}
            </ul>
            <TextField
              id={`leadshop-column-${column}`}
              select
              label={t('importWizard.columns.field')}
              value={field ?? ''}
              onChange={event => {
                const chosen = leadFieldSchema.safeParse(event.target.value);
                onChange(
                  columns.map((before, index) =>
                    index === column ? chosen.data ?? null : before,
                  ),
                );
              }}
              error={field !== null && doubled.includes(field)}
              helperText={noteOf(column)}
              variant="outlined"
              size="small"
              SelectProps={{ native: true }}
              InputLabelProps={{ shrink: true }}
              inputProps={{
                'aria-label': t('importWizard.columns.fieldOf', {
                  column: name,
                }),
              }}
            >
              <option value="">{t('importWizard.columns.leaveOut')}</option>
              {leadFieldSchema.options.map(option => (
                <option key={option} value={option}>
                  {isRequired(option)
                    ? t('importWizard.columns.required', {
                        field: t(`words.leadField.${option}`),
                      })
                    : t(`words.leadField.${option}`)}
                </option>
              ))}
            </TextField>
          </li>
        );
      })}
    </ul>
  );
};
