import type {
  PauseQueueRequest,
  Queue,
  QueuePausedResponse,
  RetentionRun,
  RetentionStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/**
 * The queue of tests, the backends that take from it, and what deletes old data.
 *
 * @public
 */
export interface OperationsApi {
  getQueue(): Promise<Queue>;
  /** From then on no test starts; those that run go on. */
  pauseQueue(request: PauseQueueRequest): Promise<QueuePausedResponse>;
  resumeQueue(): Promise<QueuePausedResponse>;
  getRetention(): Promise<RetentionStatus>;
  /** Deletes what is too old now, instead of when the schedule does. */
  runRetention(): Promise<RetentionRun>;
}
