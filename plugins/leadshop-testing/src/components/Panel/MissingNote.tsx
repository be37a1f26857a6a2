import { ReactNode } from 'react';
import FindInPageIcon from '@material-ui/icons/FindInPage';
import { LinkButton, SupportButton } from '@backstage/core-components';
import { EmptyNote } from './EmptyNote';

/** Says that an address leads to nothing, and where to look instead. */
export const MissingNote = ({
  title,
  browse,
  to,
  support,
  children,
}: {
  /** What is not there. */
  title: string;
  /** The word on the button that leads to what there is. */
  browse: string;
  /** Where it leads. */
  to: string;
  /** What the Support button says. */
  support?: ReactNode;
  /** Why it may be missing. */
  children: ReactNode;
}) => (
  <EmptyNote
    icon={FindInPageIcon}
    title={title}
    heading="h2"
    action={
      <>
        <LinkButton to={to} variant="outlined">
          {browse}
        </LinkButton>
        {support && <SupportButton>{support}</SupportButton>}
      </>
    }
  >
    {children}
  </EmptyNote>
);
