import {
  COMPONENT_SLUGS,
  COMPONENTS,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { Panel } from '../Panel';
import { Period } from '../Period';
import { COLUMNS, ComponentRow } from './ComponentRow';
import { FigureTable } from './FigureTable';

const FIGURES: readonly (typeof COLUMNS)[number][] = [
  'uptime',
  'rate',
  'p50',
  'p95',
];

/** The thirteen components, each with how it did; each opens its details. */
export const ComponentTable = ({ period }: { period: Period }) => {
  const t = useTexts();
  return (
    <Panel title={t('metrics.components.title')}>
      <FigureTable
        caption={t('metrics.components.caption')}
        columns={COLUMNS.map(name => ({
          name,
          title: t(`metrics.components.${name}`),
          figures: FIGURES.includes(name),
        }))}
      >
        {COMPONENT_SLUGS.map(name => (
          <ComponentRow
            key={name}
            name={name}
            title={COMPONENTS[name]}
            period={period}
          />
        ))}
      </FigureTable>
    </Panel>
  );
};
