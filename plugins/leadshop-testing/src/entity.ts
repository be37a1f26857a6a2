import type { Entity } from '@backstage/catalog-model';
import {
  ANNOTATION_COMPONENT,
  ANNOTATION_PIPELINE,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { HistoryFilter } from './api';

/**
 * Which tests belong to a catalog entity, by its annotations; undefined when
 * it has none of them.
 */
export function entityTestFilter(entity: Entity): HistoryFilter | undefined {
  const annotations = entity.metadata.annotations ?? {};
  if (annotations[ANNOTATION_COMPONENT]) {
    return { component: annotations[ANNOTATION_COMPONENT] };
  }
  if (annotations[ANNOTATION_PIPELINE]) {
    return { test_type: annotations[ANNOTATION_PIPELINE] };
  }
  return undefined;
}

/**
 * True for an entity that names the component or the pipeline that it is.
 *
 * @public
 */
export function isLeadshopTestingAvailable(entity: Entity): boolean {
  return entityTestFilter(entity) !== undefined;
}
