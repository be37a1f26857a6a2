import { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import { Request, RequestHandler, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import { Knex } from 'knex';
import { RequestError } from '../api/problems';
import { LeadshopTestingConfig } from '../config';
import { removeEndedCounts, SharedCounts } from './SharedCounts';

/** Kinds of calls, each with a limit of its own. */
export type LimitClass = 'read' | 'write' | 'costly' | 'live';

/** What calls of a class are, in the answer to whoever has made too many. */
const CALLED: Record<LimitClass, string> = {
  read: 'reading calls',
  write: 'changing calls',
  costly: 'costly calls (files, reports, batches, imports)',
  live: 'live connections',
};

/** Counts calls and refuses those that are too many. */
export interface CallLimits {
  /**
   * Counts a call, and says in the answer's headers how many are left.
   *
   * @throws RequestError, 429, when there were too many.
   */
  count(
    limitClass: LimitClass,
    principal: string,
    request: Request,
    response: Response,
  ): Promise<void>;
}

/** The portal's own backends, such as its search, call in everybody's name. */
const OWN_SERVICE = /^service:plugin:/;
const SECOND_MS = 1_000;

/** The limits of each principal over all replicas. */
export class RateLimits implements CallLimits {
  readonly #knex: Knex;
  readonly #enabled: boolean;
  readonly #limiters: Record<LimitClass, RequestHandler>;
  /** Who makes a request; the library asks for it when it counts. */
  readonly #principals = new WeakMap<Request, string>();

  constructor(options: {
    knex: Knex;
    logger: LoggerService;
    settings: LeadshopTestingConfig['rateLimits'];
  }) {
    const { knex, logger, settings } = options;
    const limiter = (limitClass: LimitClass) =>
      rateLimit({
        windowMs: settings.windowMs,
        limit: settings[limitClass],
        legacyHeaders: true,
        standardHeaders: false,
        keyGenerator: request => this.#principals.get(request) ?? '',
        store: new SharedCounts({ knex, prefix: limitClass }),
        // Whatever needs the database says itself that it is not there
        passOnStoreError: true,
        logger: {
          error: (error: unknown) =>
            logger.warn(`A call was not counted for its rate limit: ${error}`),
          warn: (message: unknown) => logger.warn(String(message)),
        },
        handler: (_request, response, next) =>
          next(
            tooMany(limitClass, settings, response.getHeader('Retry-After')),
          ),
      });
    this.#knex = knex;
    this.#enabled = settings.enabled;
    this.#limiters = {
      read: limiter('read'),
      write: limiter('write'),
      costly: limiter('costly'),
      live: limiter('live'),
    };
  }

  async count(
    limitClass: LimitClass,
    principal: string,
    request: Request,
    response: Response,
  ): Promise<void> {
    if (!this.#enabled || OWN_SERVICE.test(principal)) return;
    this.#principals.set(request, principal);
    await new Promise<void>((resolve, reject) => {
      this.#limiters[limitClass](request, response, (error?: unknown) =>
        error === undefined ? resolve() : reject(error),
      );
    });
  }

  /** Removes counts that are over, on one replica at a time. */
  async start(scheduler: SchedulerService): Promise<void> {
    await scheduler.scheduleTask({
      id: 'leadshop-testing-rate-limits',
      frequency: { minutes: 5 },
      timeout: { minutes: 5 },
      fn: async () => {
        await removeEndedCounts(this.#knex);
      },
    });
  }
}

function tooMany(
  limitClass: LimitClass,
  settings: LeadshopTestingConfig['rateLimits'],
  retryAfter: unknown,
): RequestError {
  const calls = `${settings[limitClass]} ${CALLED[limitClass]}`;
  const window = settings.windowMs / SECOND_MS;
  return new RequestError(
    429,
    'TooManyRequestsError',
    `You have made more than ${calls} within ${window} s; try again in ${retryAfter} s`,
  );
}
