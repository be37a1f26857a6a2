import {
  COMPONENTS,
  ComponentSlug,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { Period } from '../Period';
import { SandboxBadge } from '../SandboxBadge';
import { SideDrawer } from '../SideDrawer';
import { ComponentChecks } from '../ComponentChecks';
import { ComponentDetails } from './ComponentDetails';
import { useComponentResults } from './useComponentResults';

const Results = ({
  name,
  period,
  onClose,
}: {
  name: ComponentSlug;
  period: Period;
  onClose: () => void;
}) => {
  const t = useTexts();
  const { value, error, loading, reload } = useComponentResults(name, period);
  return (
    <SideDrawer
      title={COMPONENTS[name]}
      badge={<SandboxBadge mode={value?.provider_mode ?? null} />}
      width="wide"
      loading={loading}
      loadingText={t('metrics.details.loading')}
      error={error}
      onRetry={reload}
      onClose={onClose}
    >
      {value && <ComponentDetails results={value} />}
      {value && <ComponentChecks name={name} days={period.days} />}
    </SideDrawer>
  );
};

const isComponent = (name: string): name is ComponentSlug =>
  Object.hasOwn(COMPONENTS, name);

/** What tests say of a component, in a drawer. */
export const ComponentDrawer = ({
  name,
  period,
  onClose,
}: {
  /** As the address has it. */
  name: string;
  period: Period;
  onClose: () => void;
}) => {
  const t = useTexts();
  return isComponent(name) ? (
    <Results name={name} period={period} onClose={onClose} />
  ) : (
    <SideDrawer
      title={t('metrics.details.noSuch', { name })}
      width="wide"
      onClose={onClose}
    />
  );
};
