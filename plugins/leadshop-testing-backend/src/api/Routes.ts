/*
 * Every route is declared in one place with its permission, its schemas and what
 * it answers. The same declaration guards, validates, and makes the OpenAPI
 * document, so that none of the three can be forgotten or drift.
 *
 * Order of refusals: 401, 429, 403, 415, 400 or 404. Nobody learns what exists before
 * it is known that they may.
 */
import express, {
  ErrorRequestHandler,
  Request,
  RequestHandler,
  Response,
  Router,
} from 'express';
import PromiseRouter from 'express-promise-router';
import {
  BackstageCredentials,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { z } from 'zod';
import {
  AuditAction,
  PermissionName,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { AuditedRequest, Recording } from '../audit';
import { checkShape } from './bodyShape';
import { CallLimits, LimitClass } from '../limits';
import { PermissionGuard } from './PermissionGuard';
import { bodyErrors, validated } from './problems';
import {
  checkMediaType,
  checkUpload,
  nothing,
  plainQuery,
  readBody,
  readParams,
} from './requestParts';

const MAX_BODY_BYTES = 256 * 1024;

/**
 * Answers are data: no browser shows them as a page, runs what is in them or
 * keeps a copy. A route may say otherwise of what it streams.
 */
const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'none'; frame-ancestors 'none'; sandbox",
  'X-Content-Type-Options': 'nosniff',
};

/** What a handler gets. */
export interface Call<Params, Query, Body> {
  params: Params;
  query: Query;
  body: Body;
  credentials: BackstageCredentials;
  /** The user's entity ref, or `service:<subject>`. */
  principal: string;
  /** Records what this call changes; of routes that name their action. */
  record: Recording;
  request: Request;
  response: Response;
}

/** Runs the work of a call and sees to what it leaves in the audit trail. */
export interface CallAudit {
  run<T>(
    asked: AuditedRequest,
    work: (record: Recording) => Promise<T>,
  ): Promise<T>;
}

/** A header that a route answers with. */
export interface HeaderSpec {
  name: string;
  description: string;
}

/** Of several, any is enough; `signed-in` is for what every known user may ask. */
export type RoutePermission =
  | PermissionName
  | readonly [PermissionName, ...PermissionName[]]
  | 'signed-in';

/** A route. */
export interface RouteSpec<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
> {
  method: 'get' | 'post' | 'patch' | 'delete';
  /** In Express's form, such as `/tests/:id`. */
  path: string;
  summary: string;
  description?: string;
  permission: RoutePermission;
  /** What the audit trail calls it; also of a GET from which a file leaves. */
  audit?: AuditAction;
  /** It has a tighter limit than others that read or change. */
  costly?: true;
  params?: Params;
  query?: Query;
  body?: Body;
  /** The body may be left out. */
  bodyOptional?: boolean;
  /** Largest body, in bytes; 256 KiB when left out. */
  maxBodyBytes?: number;
  /**
   * The body is multipart/form-data, which the handler reads from the request;
   * `body` then only describes its parts.
   */
  upload?: true;
  requestHeaders?: HeaderSpec[];
  /** What it answers when all is well: a schema, a media type for streams, or no body. */
  answers: z.ZodType | { mediaType: string } | 'nothing';
  /** Another form of the same, for who asks for it. */
  alsoAnswers?: { mediaType: string };
  /** Status of that answer; 200 when left out. */
  status?: number;
  responseHeaders?: HeaderSpec[];
  /** Statuses beyond 400, 401, 403, 413 and 415 that this route may answer. */
  problems?: number[];
  /** What is thrown for an `:id` that cannot be one; left out: an unknown test. */
  unknown?: (id: string) => Error;
  handle(
    call: Call<z.output<Params>, z.output<Query>, z.output<Body>>,
  ): Promise<unknown>;
}

/** Whatever is not a GET changes something, and so names its action. */
export type Audited =
  | { method: 'get' }
  | { method: Exclude<RouteSpec['method'], 'get'>; audit: AuditAction };

/** `:id` of a test, a lead and so on. A malformed id is an unknown one: 404. */
export const idParams = z.object({ id: z.uuid() });

/** Collects routes and makes a router of them. */
export class Routes {
  readonly specs: RouteSpec[] = [];
  readonly #router: Router = PromiseRouter();
  /** Takes no other routes than those that are declared here. */
  readonly router: RequestHandler = this.#router;
  readonly #httpAuth: HttpAuthService;
  readonly #guard: PermissionGuard;
  readonly #audit: CallAudit;
  readonly #limits: CallLimits;

  constructor(options: {
    httpAuth: HttpAuthService;
    guard: PermissionGuard;
    audit: CallAudit;
    limits: CallLimits;
  }) {
    this.#httpAuth = options.httpAuth;
    this.#guard = options.guard;
    this.#audit = options.audit;
    this.#limits = options.limits;
  }

  /** The route of a request, by its method and its path below `/v1`. */
  find(method: string, path: string): RouteSpec | undefined {
    const wanted = method === 'HEAD' ? 'get' : method.toLowerCase();
    return this.specs.find(
      spec =>
        spec.method === wanted &&
        new RegExp(`^${spec.path.replace(/:\w+/g, '[^/]+')}$`).test(path),
    );
  }

  /** Declares a route. */
  add<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
    spec: RouteSpec<P, Q, B> & Audited,
  ): void {
    this.specs.push(spec as unknown as RouteSpec);
    const { guard, httpAuth, audit, limits } = {
      guard: this.#guard,
      httpAuth: this.#httpAuth,
      audit: this.#audit,
      limits: this.#limits,
    };
    const audited = <T>(
      req: Request,
      res: Response,
      work: (record: Recording) => Promise<T>,
    ) =>
      audit.run(
        {
          // A HEAD changes nothing, and no data leaves with it
          action: req.method === 'HEAD' ? undefined : spec.audit,
          method: spec.method,
          path: spec.path,
          actor: guard.principalRef(res.locals.credentials),
          request: req,
          response: res,
        },
        work,
      );
    const authorize = async (req: Request, res: Response) => {
      res.set(HEADERS);
      const credentials = await httpAuth.credentials(req, {
        allow: ['user', 'service'],
      });
      res.locals.credentials = credentials;
      const principal = guard.principalRef(credentials);
      try {
        await limits.count(limitClassOf(spec), principal, req, res);
        if (spec.permission === 'signed-in') guard.admit(credentials);
        else await guard.require(credentials, ...[spec.permission].flat());
      } catch (error) {
        await audited(req, res, () => Promise.reject(error));
      }
      res.locals.admitted = true;
      return 'next' as const;
    };
    const refusedBody: ErrorRequestHandler = (error, req, res, next) => {
      // Who was refused before has an entry already
      if (!res.locals.admitted) next(error);
      else audited(req, res, () => Promise.reject(error)).catch(next);
    };
    const call = async (req: Request, res: Response, record: Recording) => {
      if (spec.upload) checkUpload(req);
      else if (spec.body) checkMediaType(req);
      return spec.handle({
        params: readParams(spec, req),
        query: validated(spec.query ?? nothing, plainQuery(req)),
        body:
          spec.body && !spec.upload
            ? validated(spec.body, readBody(req, spec.bodyOptional))
            : undefined,
        credentials: res.locals.credentials as BackstageCredentials,
        principal: guard.principalRef(res.locals.credentials),
        record,
        request: req,
        response: res,
      } as Call<z.output<P>, z.output<Q>, z.output<B>>);
    };
    const handle = async (req: Request, res: Response) => {
      const answer = await audited(req, res, record => call(req, res, record));
      if (res.headersSent) return;
      res.status(spec.status ?? 200);
      if (spec.answers === 'nothing') res.end();
      else res.json(answer);
    };
    // The body is read only of those who may send one
    const read =
      spec.method === 'get' || spec.upload
        ? []
        : [
            express.json({
              limit: spec.maxBodyBytes ?? MAX_BODY_BYTES,
              verify: checkShape,
            }),
            bodyErrors,
            refusedBody,
          ];
    this.#router[spec.method](spec.path, authorize, ...read, handle);
  }
}

function limitClassOf({
  costly,
  method,
}: Pick<RouteSpec, 'costly' | 'method'>): LimitClass {
  if (costly) return 'costly';
  return method === 'get' ? 'read' : 'write';
}
