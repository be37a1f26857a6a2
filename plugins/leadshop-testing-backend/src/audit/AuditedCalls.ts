/*
 * What an HTTP request leaves in the audit trail. A route that changes something,
 * or from which a file with data leaves, names its action; its handler records in
 * the transaction of the change what it was about. When it ends well without a
 * record (a repeated order, an edit that changes nothing) that is recorded, too.
 * When it does not end well, nothing has changed, and the attempt is recorded.
 *
 * The same goes to Backstage's auditor, so that a company that collects the
 * events of all plugins there has these as well.
 */
import { randomUUID } from 'node:crypto';
import {
  AuditorService,
  AuditorServiceEvent,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { IncomingMessage } from 'node:http';
import { Request, Response } from 'express';
import { Knex } from 'knex';
import { AuditAction } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { withLogFields } from '../telemetry';
import { Attempts } from './Attempts';
import { NewAuditEvent } from './auditEvent';
import { AuditTrail } from './AuditTrail';
import { failedAttempt } from './failedAttempt';

/** What an event is about; `action`: when a route has several. */
export type About = Partial<Pick<NewAuditEvent, 'action'>> &
  Pick<NewAuditEvent, 'target' | 'details'>;

/**
 * Records what a request does, in the transaction of the change; without one
 * when it changes nothing, as an export. To be called once for each request; a
 * transaction that is tried again calls it again.
 */
export type Recording = (
  trx: Knex.Transaction | undefined,
  about?: About,
) => Promise<void>;

/** Who asks for what, as a request shows it. */
export interface AuditedRequest {
  /** Undefined: a route that only reads. */
  action: AuditAction | undefined;
  method: string;
  /** The route, such as `/tests/:id`. */
  path: string;
  actor: string;
  request: Request;
  response: Response;
}

const REQUEST_ID = /^[A-Za-z0-9._:/+=-]{1,100}$/;

/** The id that the caller, or a proxy before us, gave the request; or a new one. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given)
    ? given
    : randomUUID();
}

/** Records what requests do. */
export class AuditedCalls {
  readonly #options: {
    knex: Knex;
    trail: AuditTrail;
    attempts: Attempts;
    auditor: AuditorService;
    logger: LoggerService;
  };
  readonly #recorded = new WeakSet<IncomingMessage>();

  constructor(options: {
    knex: Knex;
    trail: AuditTrail;
    attempts: Attempts;
    auditor: AuditorService;
    logger: LoggerService;
  }) {
    this.#options = options;
  }

  /**
   * Runs the work of a request and sees to what it leaves.
   *
   * @param work - gets the function that records in its transaction
   */
  async run<T>(
    asked: AuditedRequest,
    work: (record: Recording) => Promise<T>,
  ): Promise<T> {
    const requestId = requestIdOf(asked.request);
    asked.response.setHeader('X-Request-Id', requestId);
    const { action } = asked;
    const told = action && (await this.#tell(action, asked));
    let recorded = false;
    const record: Recording = async (trx, about) => {
      if (!action) throw new Error(`${asked.path} names no action to record`);
      recorded = true;
      await this.#options.trail.record(trx ?? this.#options.knex, {
        actor: asked.actor,
        action,
        request_id: requestId,
        ...about,
      });
    };
    try {
      const result = await withLogFields(
        { request_id: requestId, user_ref: asked.actor },
        () => work(record),
      );
      if (action && !recorded) {
        await record(undefined, { details: { changed: false } });
      }
      await told?.succeeded();
      return result;
    } catch (error) {
      const attempt = failedAttempt(asked, error);
      if (attempt) {
        this.#recorded.add(asked.request);
        await this.#options.attempts.record({
          ...attempt,
          actor: asked.actor,
          request_id: requestId,
        });
        await (told ?? (await this.#tell(attempt.action, asked)))?.failed(
          attempt.reason ?? '',
        );
      }
      throw error;
    }
  }

  /** Whether this request has an entry that says why it came to nothing. */
  readonly recorded = (request: IncomingMessage): boolean =>
    this.#recorded.has(request);

  /** Tells Backstage's auditor. What goes wrong there stops no request. */
  async #tell(action: AuditAction, asked: AuditedRequest) {
    const { auditor, logger } = this.#options;
    const safely = async (telling: () => Promise<unknown>) => {
      try {
        return await telling();
      } catch (error) {
        logger.warn(`Backstage's auditor took no event: ${error}`);
        return undefined;
      }
    };
    const event = (await safely(() =>
      auditor.createEvent({
        eventId: action.replace('.', '-').replaceAll('_', '-'),
        severityLevel: action.startsWith('api.') ? 'low' : 'medium',
        request: withoutQuery(asked.request),
        meta: { actor: asked.actor, route: asked.path },
      }),
    )) as AuditorServiceEvent | undefined;
    return {
      succeeded: () => safely(async () => event?.success()),
      failed: (reason: string) =>
        safely(async () => event?.fail({ error: new Error(reason) })),
    };
  }
}

/** The auditor logs the address, and a search may be for somebody's e-mail. */
function withoutQuery(request: Request): Request {
  return Object.create(request, {
    originalUrl: { value: request.originalUrl.split('?', 1)[0] },
  });
}
