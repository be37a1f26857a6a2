import { ReactNode } from 'react';
import { CatalogLink } from './CatalogLink';
import { useComponentEntities } from './useComponentEntities';

/** Leads to the catalog's entity of a component, where there is one. */
export const ComponentLink = ({
  component,
  children,
}: {
  /** Its slug. */
  component: string;
  children: ReactNode;
}) => {
  const entityRef = useComponentEntities().get(component);
  return entityRef ? (
    <CatalogLink entityRef={entityRef}>{children}</CatalogLink>
  ) : (
    <>{children}</>
  );
};
