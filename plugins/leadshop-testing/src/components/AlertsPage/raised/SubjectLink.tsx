import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { AlertSubject } from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  historyRouteRef,
  metricsRouteRef,
  rootRouteRef,
} from '../../../routes';
import { SandboxBadge } from '../../SandboxBadge';

/** Where one sees what an alert is about. */
function useSubjectLink({ type, name, provider_mode }: AlertSubject): string {
  const dashboard = useRouteRef(rootRouteRef)();
  const history = useRouteRef(historyRouteRef)();
  const metrics = useRouteRef(metricsRouteRef)();
  const query = (values: Record<string, string | null>) =>
    new URLSearchParams(
      Object.entries(values).flatMap(([key, value]) =>
        value ? [[key, value]] : [],
      ),
    );
  switch (type) {
    case 'component':
      return `${metrics}?${query({ component: name })}`;
    case 'queue':
      return dashboard;
    default:
      return `${history}?${query({
        status: 'failed',
        test_type: name,
        provider_mode,
      })}`;
  }
}

/** What an alert is about, with the way there. */
export const SubjectLink = ({ subject }: { subject: AlertSubject }) => (
  <>
    <Link to={useSubjectLink(subject)}>{subject.title}</Link>{' '}
    <SandboxBadge mode={subject.provider_mode} />
  </>
);
