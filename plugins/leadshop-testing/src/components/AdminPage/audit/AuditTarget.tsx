import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { AuditEvent } from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  adminRouteRef,
  alertsRouteRef,
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
  const leads = useRouteRef(leadsRouteRef)();
  const alerts = useRouteRef(alertsRouteRef)();
  const admin = useRouteRef(adminRouteRef)();
  const id = target?.id ?? undefined;
  switch (target?.type) {
    case 'test':
      return id && test({ id });
    case 'batch':
      return id && batch({ id });
    case 'import':
      return id && imported({ id });
    case 'lead':
      return id && `${leads}?${new URLSearchParams({ journey: id })}`;
    case 'alert':
      return `${alerts}/raised?status=all`;
    case 'alert_rule':
      return `${alerts}/rules`;
    case 'webhook':
      return `${alerts}/webhooks`;
    case 'dead_letter':
      return `${alerts}/dead-letters`;
    case 'credential':
    case 'credentials':
      return `${admin}/credentials`;
    case 'queue':
    case 'history':
      return `${admin}/operations`;
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
