import CompareArrowsIcon from '@material-ui/icons/CompareArrows';
import { LinkButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { Execution } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { compareRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { usePreviousTest } from './usePreviousTest';

/** Leads to what changed since the test before; nothing where there was none. */
export const CompareButton = ({ test }: { test: Execution }) => {
  const t = useTexts();
  const compareLink = useRouteRef(compareRouteRef);
  const previous = usePreviousTest(test);
  return previous ? (
    <LinkButton
      size="small"
      variant="outlined"
      startIcon={<CompareArrowsIcon />}
      to={`${compareLink()}?a=${previous}&b=${test.id}`}
    >
      {t('test.actions.compare')}
    </LinkButton>
  ) : null;
};
