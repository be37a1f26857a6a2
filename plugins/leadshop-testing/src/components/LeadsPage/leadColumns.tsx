import { ComponentType } from 'react';
import type {
  Lead,
  LeadSort,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { LEAD_STATUS_TEXT } from '../../texts';
import { StatusLabel } from '../StatusLabel';
import {
  AddedCell,
  BusinessCell,
  ContactCell,
  IndustryCell,
  LastTestCell,
} from './cells';

/** How much room there is: a card per lead, the main columns, or all. */
export type LeadLayout = 'cards' | 'main' | 'all';

/** What every cell may need. */
export interface LeadCellProps {
  lead: Lead;
  /** Controls of the row that has the focus are reached with the Tab key. */
  tabIndex: 0 | -1;
  onJourney: (lead: Lead) => void;
}

/** A column of the list. */
export interface LeadColumn {
  title: string;
  /** A track of CSS grid. */
  width: string;
  /** The order that its header toggles: upwards and downwards. */
  sort?: readonly [LeadSort, LeadSort];
  layouts: readonly LeadLayout[];
  Cell: ComponentType<LeadCellProps>;
}

const StatusCell = ({ lead: { status } }: LeadCellProps) => (
  <StatusLabel status={status} text={LEAD_STATUS_TEXT[status]} />
);

const COLUMNS: readonly LeadColumn[] = [
  {
    title: 'Business',
    width: 'minmax(140px, 2fr)',
    sort: ['business_name', '-business_name'],
    layouts: ['cards', 'main', 'all'],
    Cell: BusinessCell,
  },
  {
    title: 'Contact',
    width: 'minmax(110px, 1.4fr)',
    layouts: ['all'],
    Cell: ContactCell,
  },
  {
    title: 'Industry',
    width: 'minmax(90px, 1fr)',
    layouts: ['all'],
    Cell: IndustryCell,
  },
  {
    title: 'Status',
    width: '112px',
    layouts: ['cards', 'main', 'all'],
    Cell: StatusCell,
  },
  {
    title: 'Last test',
    width: '112px',
    layouts: ['cards', 'main', 'all'],
    Cell: LastTestCell,
  },
  {
    title: 'Added',
    width: '104px',
    sort: ['created_at', '-created_at'],
    layouts: ['all'],
    Cell: AddedCell,
  },
];

/** The columns that there is room for. */
export function columnsOf(layout: LeadLayout): LeadColumn[] {
  return COLUMNS.filter(column => column.layouts.includes(layout));
}
