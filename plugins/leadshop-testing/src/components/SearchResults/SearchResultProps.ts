import { ReactElement } from 'react';

/** What the search gives to whoever shows one of its results. @public */
export interface SearchResultProps {
  icon?: ReactElement;
  rank?: number;
  /** Where the words that were looked for are. */
  highlight?: {
    preTag: string;
    postTag: string;
    fields: { [field: string]: string };
  };
}
