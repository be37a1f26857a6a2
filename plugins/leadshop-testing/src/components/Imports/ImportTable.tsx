import { useEffect } from 'react';
import { makeStyles, Theme } from '@material-ui/core/styles';
import useMediaQuery from '@material-ui/core/useMediaQuery';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { ImportSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { useLiveImport } from '../../live';
import { importRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { userName } from '../../words';
import { useListTableStyles } from '../ListTable';
import { RelativeTime } from '../RelativeTime';
import { ImportProgress } from './ImportProgress';
import { ImportStatusLabel } from './ImportStatusLabel';
import { RejectedRowsButton } from './RejectedRowsButton';
import { isUnderWay } from './resultText';
import { UndoImportButton } from './UndoImportButton';

const useStyles = makeStyles(theme => ({
  // Takes what the other columns leave
  file: { width: '100%', minWidth: 160, overflowWrap: 'anywhere' },
  name: { fontWeight: 600 },
  when: {
    fontSize: theme.typography.pxToRem(12),
    color: theme.palette.text.secondary,
  },
  actions: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'flex-end',
    gap: theme.spacing(1),
    '& button': { whiteSpace: 'nowrap' },
  },
  item: {
    display: 'grid',
    gap: theme.spacing(1),
    padding: theme.spacing(1.5, 2),
    overflowWrap: 'anywhere',
    '& + &': { borderTop: `1px solid ${theme.palette.divider}` },
  },
  itemHead: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    gap: theme.spacing(0.5, 2),
  },
  itemActions: { justifyContent: 'flex-start' },
}));

interface ImportTableProps {
  imports: ImportSummary[];
  /** One of them is not as it was. */
  onChanged: () => void;
}

/** Follows an import that runs; the list is read again at its end. */
const RunningImport = ({
  of,
  onChanged,
}: {
  of: ImportSummary;
  onChanged: () => void;
}) => {
  const { value } = useLiveImport(of.id);
  const ended = value !== undefined && !isUnderWay(value);
  useEffect(() => {
    if (ended) {
      onChanged();
    }
  }, [ended, onChanged]);
  return <ImportProgress of={value ?? of} />;
};

const FileLink = ({ of }: { of: ImportSummary }) => {
  const classes = useStyles();
  const link = useRouteRef(importRouteRef);
  return (
    <Link to={link({ id: of.id })} className={classes.name}>
      {of.file_name}
    </Link>
  );
};

const When = ({ of }: { of: ImportSummary }) => {
  const classes = useStyles();
  const t = useTexts();
  return (
    <div className={classes.when}>
      {t('imports.whoAndWhen', {
        name: userName(of.user_ref),
        ago: <RelativeTime at={of.created_at} />,
      })}
    </div>
  );
};

const State = ({
  of,
  onChanged,
}: {
  of: ImportSummary;
  onChanged: () => void;
}) =>
  isUnderWay(of) ? (
    <RunningImport of={of} onChanged={onChanged} />
  ) : (
    <ImportStatusLabel status={of.status} />
  );

const NarrowList = ({ imports, onChanged }: ImportTableProps) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  return (
    <ul className={table.list}>
      {imports.map(of => (
        <li key={of.id} className={classes.item}>
          <div className={classes.itemHead}>
            <FileLink of={of} />
            <State of={of} onChanged={onChanged} />
          </div>
          <div>
            {t('imports.figures', {
              created: of.created,
              updated: of.updated,
              duplicates: of.duplicates,
              failed: of.failed,
            })}
          </div>
          <When of={of} />
          <div className={`${classes.actions} ${classes.itemActions}`}>
            <RejectedRowsButton of={of} />
            <UndoImportButton of={of} onUndone={onChanged} />
          </div>
        </li>
      ))}
    </ul>
  );
};

/** Imports with what became of them. */
export const ImportTable = ({ imports, onChanged }: ImportTableProps) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  const { number } = useFormats();
  const narrow = useMediaQuery<Theme>(theme => theme.breakpoints.down('sm'));
  if (narrow) {
    return <NarrowList imports={imports} onChanged={onChanged} />;
  }
  return (
    <table className={table.table} aria-label={t('imports.title')}>
      <thead>
        <tr>
          <th scope="col">{t('imports.columns.file')}</th>
          <th scope="col">{t('imports.columns.status')}</th>
          <th scope="col" className={table.number}>
            {t('imports.columns.created')}
          </th>
          <th scope="col" className={table.number}>
            {t('imports.columns.updated')}
          </th>
          <th scope="col" className={table.number}>
            {t('imports.columns.duplicates')}
          </th>
          <th scope="col" className={table.number}>
            {t('imports.columns.rejected')}
          </th>
          <th scope="col" className={table.number}>
            {t('imports.columns.actions')}
          </th>
        </tr>
      </thead>
      <tbody>
        {imports.map(of => (
          <tr key={of.id}>
            <td className={classes.file}>
              <FileLink of={of} />
              <When of={of} />
            </td>
            <td className={table.short}>
              <State of={of} onChanged={onChanged} />
            </td>
            <td className={table.number}>{number(of.created)}</td>
            <td className={table.number}>{number(of.updated)}</td>
            <td className={table.number}>{number(of.duplicates)}</td>
            <td className={table.number}>{number(of.failed)}</td>
            <td>
              <div className={classes.actions}>
                <RejectedRowsButton of={of} />
                <UndoImportButton of={of} onUndone={onChanged} />
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
