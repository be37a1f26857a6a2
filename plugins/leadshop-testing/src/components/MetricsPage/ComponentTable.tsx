import { makeStyles } from '@material-ui/core/styles';
import {
  COMPONENT_SLUGS,
  COMPONENTS,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { useListTableStyles } from '../ListTable';
import { Panel } from '../Panel';
import { Period } from '../Period';
import { SidewaysScroll } from '../SidewaysScroll';
import { COLUMNS, ComponentRow } from './ComponentRow';

const NUMBERS: readonly (typeof COLUMNS)[number][] = [
  'uptime',
  'rate',
  'p50',
  'p95',
];

const useStyles = makeStyles(theme => ({
  table: {
    '& tbody th': {
      fontSize: theme.typography.pxToRem(14),
      color: theme.palette.text.primary,
      border: 0,
    },
    '& tbody tr + tr th': {
      borderTop: `1px solid ${theme.palette.divider}`,
    },
  },
}));

/** The thirteen components, each with how it did; each opens its details. */
export const ComponentTable = ({ period }: { period: Period }) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  const caption = t('metrics.components.caption');
  return (
    <Panel title={t('metrics.components.title')}>
      <SidewaysScroll name={caption}>
        {measured => (
          <table
            ref={measured}
            className={`${table.table} ${classes.table}`}
            aria-label={caption}
          >
            <thead>
              <tr>
                {COLUMNS.map(column => (
                  <th
                    key={column}
                    scope="col"
                    className={
                      NUMBERS.includes(column) ? table.number : undefined
                    }
                  >
                    {t(`metrics.components.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {COMPONENT_SLUGS.map(name => (
                <ComponentRow
                  key={name}
                  name={name}
                  title={COMPONENTS[name]}
                  period={period}
                />
              ))}
            </tbody>
          </table>
        )}
      </SidewaysScroll>
    </Panel>
  );
};
