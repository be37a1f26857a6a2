import { ReactNode } from 'react';
import { useApiHolder } from '@backstage/core-plugin-api';
import { catalogApiRef, EntityRefLink } from '@backstage/plugin-catalog-react';

/**
 * Leads to an entity of the catalog. In a portal without a catalog it is only
 * its text.
 */
export const CatalogLink = ({
  entityRef,
  className,
  children,
}: {
  entityRef: string;
  className?: string;
  /** What to call it; without, the catalog's own name for it. */
  children?: ReactNode;
}) =>
  useApiHolder().get(catalogApiRef) ? (
    <EntityRefLink entityRef={entityRef} className={className} hideIcon>
      {children}
    </EntityRefLink>
  ) : (
    <span className={className}>{children ?? entityRef}</span>
  );
