import { ComponentType } from 'react';
import type {
  Lead,
  LeadSort,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { StatusLabel } from '../StatusLabel';
import {
  AddedCell,
  BusinessCell,
  ContactCell,
  IndustryCell,
  LastTestCell,
} from './cells';

/**
 * How much room there is: for a card per lead, for the main columns, for all of
 * them, or for all and the actions as buttons.
 */
export type LeadLayout = 'cards' | 'main' | 'all' | 'roomy';

/** What every cell may need. */
export interface LeadCellProps {
  lead: Lead;
  /** Controls of the row that has the focus are reached with the Tab key. */
  tabIndex: 0 | -1;
  onJourney: (lead: Lead) => void;
}

/** A column of the list. */
export interface LeadColumn {
  name: 'business' | 'contact' | 'industry' | 'status' | 'lastTest' | 'added';
  /** A track of CSS grid. */
  width: string;
  /** The order that its header toggles: upwards and downwards. */
  sort?: readonly [LeadSort, LeadSort];
  /** True for what is left out where there is little room. */
  extra?: true;
  Cell: ComponentType<LeadCellProps>;
}

const StatusCell = ({ lead: { status } }: LeadCellProps) => {
  const t = useTexts();
  return <StatusLabel status={status} text={t(`words.leadStatus.${status}`)} />;
};

const COLUMNS: readonly LeadColumn[] = [
  {
    name: 'business',
    width: 'minmax(140px, 2fr)',
    sort: ['business_name', '-business_name'],
    Cell: BusinessCell,
  },
  {
    name: 'contact',
    width: 'minmax(110px, 1.4fr)',
    extra: true,
    Cell: ContactCell,
  },
  {
    name: 'industry',
    width: 'minmax(90px, 1fr)',
    extra: true,
    Cell: IndustryCell,
  },
  {
    name: 'status',
    width: '112px',
    Cell: StatusCell,
  },
  {
    name: 'lastTest',
    width: '112px',
    Cell: LastTestCell,
  },
  {
    name: 'added',
    width: '104px',
    sort: ['created_at', '-created_at'],
    extra: true,
    Cell: AddedCell,
  },
];

/** From how many pixels on each layout fits; narrower places get cards. */
const ROOM: readonly (readonly [number, LeadLayout])[] = [
  [1080, 'roomy'],
  [960, 'all'],
  [580, 'main'],
];

/** The layout for a list of this width. */
export function layoutFor(pixels: number): LeadLayout {
  return ROOM.find(([from]) => pixels >= from)?.[1] ?? 'cards';
}

/** The columns that there is room for. */
export function columnsOf(layout: LeadLayout): LeadColumn[] {
  return layout === 'all' || layout === 'roomy'
    ? [...COLUMNS]
    : COLUMNS.filter(({ extra }) => !extra);
}

/** Tracks of CSS grid: the box to tick, the columns, the actions. */
export function templateOf(layout: LeadLayout): string {
  if (layout === 'cards') {
    return '40px minmax(0, 1fr) minmax(0, 1fr) 32px';
  }
  const actions = layout === 'roomy' ? '132px' : '40px';
  const widths = columnsOf(layout).map(({ width }) => width);
  return ['40px', ...widths, actions].join(' ');
}
