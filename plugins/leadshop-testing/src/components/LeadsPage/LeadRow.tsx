import { CSSProperties, memo } from 'react';
import Checkbox from '@material-ui/core/Checkbox';
import Skeleton from '@material-ui/lab/Skeleton';
import type { Lead } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { leadName } from '../../words';
import type { LeadColumn, LeadLayout } from './leadColumns';
import { ActionButtons, ActionMenu, LeadActions } from './RowActions';
import { useTableStyles } from './tableStyles';

/** Where a row of the list is drawn. */
interface Place {
  index: number;
  /** Distance from the top of the list, in pixels. */
  start: number;
  height: number;
  template: string;
}

function styleOf({ start, height, template }: Place): CSSProperties {
  return {
    height,
    transform: `translateY(${start}px)`,
    gridTemplateColumns: template,
  };
}

/** A row that is on its way. */
export const LoadingRow = memo((place: Place) => {
  const classes = useTableStyles();
  const t = useTexts();
  return (
    <div
      role="row"
      aria-rowindex={place.index + 2}
      aria-busy
      className={`${classes.line} ${classes.row}`}
      style={{ ...styleOf(place), gridTemplateColumns: '1fr' }}
    >
      <div role="gridcell" aria-label={t('leads.loadingLead')}>
        <Skeleton height={24} width="90%" />
      </div>
    </div>
  );
});

/** One lead. */
export const LeadRow = memo(
  ({
    lead,
    columns,
    layout,
    selected,
    active,
    actions,
    onToggle,
    ...place
  }: Place & {
    lead: Lead;
    columns: LeadColumn[];
    layout: LeadLayout;
    selected: boolean;
    /** Its controls are the ones that the Tab key reaches. */
    active: boolean;
    actions: LeadActions;
    onToggle: (id: string) => void;
  }) => {
    const classes = useTableStyles();
    const t = useTexts();
    const tabIndex = active ? 0 : -1;
    const Actions = layout === 'roomy' ? ActionButtons : ActionMenu;
    return (
      <div
        role="row"
        aria-rowindex={place.index + 2}
        aria-selected={selected}
        data-index={place.index}
        tabIndex={tabIndex}
        className={`${classes.line} ${classes.row} ${
          layout === 'cards' ? classes.card : ''
        }`}
        style={styleOf(place)}
      >
        <div role="gridcell">
          <Checkbox
            size="small"
            color="primary"
            checked={selected}
            onChange={() => onToggle(lead.id)}
            inputProps={{
              'aria-label': t('leads.row.select', { name: leadName(t, lead) }),
              tabIndex,
            }}
          />
        </div>
        {columns.map(({ name, Cell }) => (
          <div key={name} role="gridcell" className={classes.cell}>
            <Cell
              lead={lead}
              tabIndex={tabIndex}
              onJourney={actions.onJourney}
            />
          </div>
        ))}
        <div role="gridcell" className={classes.actions}>
          <Actions lead={lead} actions={actions} tabIndex={tabIndex} />
        </div>
      </div>
    );
  },
);
