/**
 * Local stand-ins for the outside services that the lead pipeline calls, with
 * faults on demand. For development and tests.
 *
 * @packageDocumentation
 */
export { leadshopSandboxPlugin as default } from './plugin';
export { startSandbox } from './sandbox';
export type { Sandbox, SandboxOptions } from './sandbox';
export { FAULT_KINDS, SANDBOX_COMPONENTS } from './faults';
export type {
  ActiveFault,
  FaultKind,
  FaultRule,
  SandboxComponent,
} from './faults';
export type { InboxMessage } from './inbox';
export type { ReceivedRequest, RequestFilter } from './requestLog';
