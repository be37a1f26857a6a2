import { useCallback, useEffect, useMemo, useRef } from 'react';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import type {
  Lead,
  LeadSort,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { COUNTED } from '../../words';
import { columnsOf, layoutFor, templateOf } from './leadColumns';
import { LeadHeader } from './LeadHeader';
import { LeadRow, LoadingRow } from './LeadRow';
import type { LeadActions } from './RowActions';
import { HEADER_HEIGHT, ROW_HEIGHT, useTableStyles } from './tableStyles';
import { useRowKeys } from './useRowKeys';
import type { Selection } from './useSelection';
import { useWidth } from './useWidth';

/** Rows that are drawn beyond those in sight. */
const OVERSCAN = 8;

/**
 * Rows that can be scrolled to before they are read. Browsers end elements at
 * some 17 million pixels, so that a million rows are not laid out at once.
 */
const UNREAD = 5_000;

/** With the header; -1 where the server stopped counting. */
function rowCount(leads: number, complete: boolean): number {
  return complete || leads < COUNTED ? leads + 1 : -1;
}

/**
 * Leads as a grid of any length: only the rows in sight are drawn, and pages
 * are asked for while somebody scrolls towards them.
 */
export const LeadTable = ({
  leads,
  total,
  complete,
  older,
  sort,
  listKey,
  selection,
  actions,
  onSort,
  onShow,
}: {
  leads: Lead[];
  total: number;
  /** True when there are no more leads than these. */
  complete: boolean;
  /** True while other leads are on their way. */
  older: boolean;
  sort: LeadSort;
  /** Another one means another list, which begins at its top. */
  listKey: unknown;
  selection: Selection;
  actions: LeadActions;
  onSort: (sort: LeadSort) => void;
  onShow: (lastRow: number) => void;
}) => {
  const classes = useTableStyles();
  const t = useTexts();
  const scroller = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const layout = layoutFor(useWidth(scroller));
  const columns = useMemo(() => columnsOf(layout), [layout]);
  const template = templateOf(layout);
  const height = ROW_HEIGHT[layout];
  const count = complete
    ? leads.length
    : Math.max(leads.length + 1, Math.min(total, leads.length + UNREAD));

  const { toggle } = selection;
  const activeRow = useRef(0);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: OVERSCAN,
    scrollMargin: HEADER_HEIGHT,
    scrollPaddingStart: HEADER_HEIGHT,
    // The row with the focus stays, however far it is scrolled away
    rangeExtractor: useCallback(
      (range: Parameters<typeof defaultRangeExtractor>[0]) =>
        [...new Set([activeRow.current, ...defaultRangeExtractor(range)])].sort(
          (a, b) => a - b,
        ),
      [],
    ),
  });
  const { active, onFocus, onKeyDown } = useRowKeys({
    body,
    count: leads.length,
    scrollTo: index => virtualizer.scrollToIndex(index),
    onToggle: index => toggle(leads[index].id),
    onOpen: index => actions.onJourney(leads[index]),
  });
  activeRow.current = Math.min(active, Math.max(0, count - 1));

  useEffect(() => virtualizer.measure(), [virtualizer, height]);
  useEffect(() => virtualizer.scrollToOffset(0), [virtualizer, listKey]);

  const items = virtualizer.getVirtualItems();
  const lastInSight = virtualizer.range?.endIndex;
  useEffect(() => {
    if (lastInSight !== undefined && !older) {
      onShow(lastInSight);
    }
  }, [lastInSight, older, onShow]);

  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={t('leads.list')}
      aria-multiselectable
      aria-rowcount={rowCount(complete ? leads.length : total, complete)}
      aria-busy={older}
      tabIndex={-1}
      onFocus={onFocus}
      onKeyDown={onKeyDown}
      className={`${classes.scroller} ${older ? classes.older : ''}`}
    >
      <LeadHeader
        columns={columns}
        layout={layout}
        template={template}
        selection={selection}
        sort={sort}
        onSort={onSort}
      />
      <div
        ref={body}
        role="rowgroup"
        className={classes.body}
        style={{ height: virtualizer.getTotalSize() }}
      >
        {items.map(({ index, start }) => {
          const place = {
            index,
            start: start - HEADER_HEIGHT,
            height,
            template,
          };
          const lead = leads[index];
          return lead ? (
            <LeadRow
              key={lead.id}
              {...place}
              lead={lead}
              columns={columns}
              layout={layout}
              selected={selection.isSelected(lead.id)}
              active={index === active}
              actions={actions}
              onToggle={toggle}
            />
          ) : (
            <LoadingRow key={index} {...place} />
          );
        })}
      </div>
    </div>
  );
};
