import { MissingAnnotationEmptyState } from '@backstage/core-components';
import { useEntity } from '@backstage/plugin-catalog-react';
import { ANNOTATION_COMPONENT } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { entityTestFilter } from '../../entity';
import { useTexts } from '../../translation';
import { LiveBanner } from '../LiveBanner';
import { PermittedOnly } from '../PermittedOnly';
import { ReadableTheme } from '../ReadableTheme';
import {
  ComponentTab,
  isComponentSlug,
  UnknownComponent,
} from './ComponentTab';
import { EntityCard } from './EntityCard';
import { SystemTab } from './SystemTab';

const EntityTab = () => {
  const { entity } = useEntity();
  const filter = entityTestFilter(entity);
  if (!filter) {
    return <MissingAnnotationEmptyState annotation={ANNOTATION_COMPONENT} />;
  }
  const { component, test_type = '' } = filter;
  if (component === undefined) {
    return <SystemTab pipeline={test_type} />;
  }
  return isComponentSlug(component) ? (
    <ComponentTab component={component} />
  ) : (
    <UnknownComponent name={component} />
  );
};

const Card = () => {
  const { entity } = useEntity();
  const filter = entityTestFilter(entity);
  return filter ? <EntityCard filter={filter} /> : null;
};

/**
 * How an entity did in pipeline tests: a component its own step, a system all
 * of its parts.
 *
 * @public
 */
export const EntityLeadshopTestsContent = () => {
  const t = useTexts();
  return (
    <ReadableTheme>
      <PermittedOnly
        permissions={['view_test_results']}
        title={t('pages.mayNotSee')}
        loadingText={t('pages.loading')}
      >
        <LiveBanner />
        <EntityTab />
      </PermittedOnly>
    </ReadableTheme>
  );
};

/** How the last tests of the entity ended. @public */
export const EntityLeadshopTestsCard = () => (
  <ReadableTheme>
    <Card />
  </ReadableTheme>
);
