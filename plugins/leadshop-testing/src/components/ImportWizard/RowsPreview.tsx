import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type {
  ColumnMapping,
  ImportPreview,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { SidewaysScroll } from '../SidewaysScroll';

/** Enough to see whether a file is understood. */
const ROWS = 8;
/** As many as a lead has fields. */
const COLUMNS = 11;

const useStyles = makeStyles(theme => ({
  title: { margin: 0, fontWeight: 600 },
  leftOut: { marginTop: theme.spacing(1), overflowWrap: 'anywhere' },
  table: {
    width: '100%',
    borderCollapse: 'collapse',
    fontSize: theme.typography.pxToRem(13),
    '& th, & td': {
      maxWidth: 240,
      padding: theme.spacing(0.75, 1),
      textAlign: 'left',
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      whiteSpace: 'nowrap',
    },
    '& th': { fontWeight: 600, color: theme.palette.text.secondary },
    '& tbody td': { borderTop: `1px solid ${theme.palette.divider}` },
  },
}));

/** The first rows of a file, with the columns that are imported. */
export const RowsPreview = ({
  preview,
  columns,
}: {
  preview: ImportPreview;
  columns: ColumnMapping;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const title = t('importWizard.preview.title');
  const { headers, rows } = preview;
  const mapped = headers.flatMap((_, index) => (columns[index] ? [index] : []));
  const shown =
    mapped.length > 0
      ? mapped
      : headers.map((_, index) => index).slice(0, COLUMNS);
  const leftOut = headers.filter(
    (header, index) => header.trim() && mapped.length > 0 && !columns[index],
  );
  return (
    <section aria-label={title}>
      <Typography component="h4" className={classes.title} gutterBottom>
        {title}
      </Typography>
      {rows.length === 0 ? (
        <Typography color="textSecondary">
          {t('importWizard.preview.none')}
        </Typography>
      ) : (
        <SidewaysScroll name={title}>
          {table => (
            <table ref={table} className={classes.table} aria-label={title}>
              <thead>
                <tr>
                  {shown.map(index => {
                    const field = columns[index];
                    return (
                      <th key={index} scope="col">
                        {field ? t(`words.leadField.${field}`) : headers[index]}
                      </th>
                    );
                  })}
                </tr>
              </thead>
              <tbody>
                {rows.slice(0, ROWS).map((cells, row) => (
                  <tr key={row}>
                    {shown.map(index => (
                      <td key={index} title={cells[index]}>
                        {cells[index]}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </SidewaysScroll>
      )}
      {leftOut.length > 0 && (
        <Typography
          variant="body2"
          color="textSecondary"
          className={classes.leftOut}
        >
          {leftOut.length > COLUMNS
            ? t('importWizard.preview.leftOutMore', {
                columns: leftOut.slice(0, COLUMNS).join(', '),
                more: String(leftOut.length - COLUMNS),
              })
            : t('importWizard.preview.leftOut', {
                columns: leftOut.join(', '),
              })}
        </Typography>
      )}
    </section>
  );
};
