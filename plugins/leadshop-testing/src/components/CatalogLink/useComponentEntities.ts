import { useApiHolder } from '@backstage/core-plugin-api';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import {
  ANNOTATION_COMPONENT,
  COMPONENT_SLUGS,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import useAsync from 'react-use/esm/useAsync';

const FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.annotations',
  'relations',
];

/** The entity of each component; of several the one that is a part of the whole. */
export function entityRefsByComponent(
  entities: readonly Entity[],
  wholeRef: string | undefined,
): Map<string, string> {
  const isPart = (entity: Entity) =>
    entity.relations?.some(
      ({ type, targetRef }) => type === 'partOf' && targetRef === wholeRef,
    );
  const refs = new Map<string, string>();
  const parts = entities.filter(isPart);
  for (const entity of [...parts, ...entities]) {
    const component = entity.metadata.annotations?.[ANNOTATION_COMPONENT];
    if (component && !refs.has(component)) {
      refs.set(component, stringifyEntityRef(entity));
    }
  }
  return refs;
}

/**
 * The catalog's entities of the components, by slug. Empty while they are read,
 * when they cannot be read, and in a portal without a catalog: what leads there
 * is only text then.
 *
 * @param wholeRef - the system that they are preferred to be a part of
 */
export function useComponentEntities(wholeRef?: string): Map<string, string> {
  const catalogApi = useApiHolder().get(catalogApiRef);
  const { value } = useAsync(async () => {
    const answer = await catalogApi?.getEntities({
      filter: {
        [`metadata.annotations.${ANNOTATION_COMPONENT}`]: COMPONENT_SLUGS,
      },
      fields: FIELDS,
    });
    return entityRefsByComponent(answer?.items ?? [], wholeRef);
  }, [catalogApi, wholeRef]);
  return value ?? new Map();
}
