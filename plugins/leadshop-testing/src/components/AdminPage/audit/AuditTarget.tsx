import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { AuditEvent } from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  batchRouteRef,
  importRouteRef,
  leadsRouteRef,
  testRouteRef,
} from '../../../routes';

/** Where what an entry is about can be seen; undefined where there is no page. */
function useTargetLink(target: AuditEvent['target']): string | undefined {
  const test = useRouteRef(testRouteRef);
  const batch = useRouteRef(batchRouteRef);
  const imported = useRouteRef(importRouteRef);
  const leads = useRouteRef(leadsRouteRef);
  const id = target?.id;
  if (!id) {
    return undefined;
  }
  switch (target.type) {
    case 'test':
      return test({ id });
    case 'batch':
      return batch({ id });
    case 'import':
      return imported({ id });
    case 'lead':
      return `${leads()}?${new URLSearchParams({ journey: id })}`;
    default:
      return undefined;
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

/** Enough to tell one from the other; the whole id is shown from close by. */
const shortId = (id: string) => (UUID.test(id) ? id.slice(0, 8) : id);

/** What something was done to, with the way there. */
export const AuditTarget = ({
  target,
  className,
}: {
  target: AuditEvent['target'];
  className?: string;
}) => {
  const to = useTargetLink(target);
  if (!target) {
    return <>–</>;
  }
  const text = target.name ?? (target.id && shortId(target.id)) ?? target.type;
  return to ? (
    <Link to={to} className={className}>
      {text}
    </Link>
  ) : (
    <span className={className}>{text}</span>
  );
};
