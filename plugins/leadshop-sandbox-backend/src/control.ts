import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  COMPONENT_SLUGS,
  ComponentSlug,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import express, { ErrorRequestHandler, Express } from 'express';
import PromiseRouter from 'express-promise-router';
import PostalMime from 'postal-mime';
import { z } from 'zod';
import { FaultBook, faultRuleSchema, SANDBOX_COMPONENTS } from './faults';
import { Inbox, InboxMessage } from './inbox';
import { ComponentProtocol } from './protocols/component';
import { RequestLog } from './requestLog';

/**
 * The control API under `/control`, in JSON: what was received, faults, the
 * inbox, the answers of LeadShop's own components. Wrong input is a 400 that
 * names the field.
 */
export interface ControlOptions {
  ca: string;
  faults: FaultBook;
  log: RequestLog;
  inbox: Inbox;
  components: ComponentProtocol;
}

const requestQuery = z.strictObject({
  component: z.enum(SANDBOX_COMPONENTS).optional(),
  since: z.coerce.number().int().min(0).optional(),
  match: z.string().min(1).optional(),
});
const slugSchema = z.enum(
  COMPONENT_SLUGS as [ComponentSlug, ...ComponentSlug[]],
);

function statusOf(error: Error & { status?: number }): number {
  if (error instanceof InputError) return 400;
  if (error instanceof NotFoundError) return 404;
  if (error instanceof ConflictError) return 409;
  // Errors of express.json carry their own, such as 400 and 413
  return error.status ?? 500;
}

const answerError: ErrorRequestHandler = (error, _request, response, _next) => {
  response.status(statusOf(error)).json({
    error: { name: error.name, message: error.message },
  });
};

export function createControl(options: ControlOptions): Express {
  const { faults, log, inbox, components } = options;
  const app = express();
  app.disable('x-powered-by');
  const router = PromiseRouter();

  router.get('/control/health', (_, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/control/ca.pem', (_, response) => {
    response.type('application/x-pem-file').send(options.ca);
  });

  router.get(['/control/requests', '/requests'], (request, response) => {
    response.json({ requests: log.list(parse(requestQuery, request.query)) });
  });
  router.delete(['/control/requests', '/requests'], (_, response) => {
    log.clear();
    response.status(204).end();
  });

  router.get('/control/faults', (_, response) => {
    response.json({ faults: faults.list() });
  });
  router.post('/control/faults', express.json(), (request, response) => {
    response.status(201).json(faults.add(parse(faultRuleSchema, request.body)));
  });
  router.delete('/control/faults', (_, response) => {
    faults.clear();
    response.status(204).end();
  });
  router.delete('/control/faults/:id', (request, response) => {
    if (!faults.remove(request.params.id)) {
      throw new NotFoundError(`There is no fault '${request.params.id}'`);
    }
    response.status(204).end();
  });

  router.get('/control/inbox', (_, response) => {
    response.json({ messages: inbox.list().map(summary) });
  });
  router.get('/control/inbox/:id', async (request, response) => {
    const message = inbox.get(request.params.id);
    if (!message) {
      throw new NotFoundError(`There is no mail '${request.params.id}'`);
    }
    const parsed = await PostalMime.parse(message.raw, {
      attachmentEncoding: 'base64',
    });
    response.json({
      ...summary(message),
      parsed,
      raw: message.raw.toString('latin1'),
    });
  });
  router.delete('/control/inbox', (_, response) => {
    inbox.clear();
    response.status(204).end();
  });

  router.put(
    '/control/components/:slug',
    express.json({ strict: false, limit: '5mb' }),
    (request, response) => {
      components.setAnswer(
        parse(slugSchema, request.params.slug, 'slug'),
        request.body,
      );
      response.status(204).end();
    },
  );
  router.delete('/control/components/:slug', (request, response) => {
    const slug = parse(slugSchema, request.params.slug, 'slug');
    if (!components.removeAnswer(slug)) {
      throw new NotFoundError(`No answer is set for '${slug}'`);
    }
    response.status(204).end();
  });

  app.use(router);
  app.use(request => {
    throw new NotFoundError(
      `The control API has no ${request.method} ${request.path}`,
    );
  });
  app.use(answerError);
  return app;
}

function parse<T>(schema: z.ZodType<T>, value: unknown, name?: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = [name, ...issue.path].filter(part => part !== undefined);
  throw new InputError(`${path.join('.') || 'body'}: ${issue.message}`);
}

function summary({ raw: _raw, ...rest }: InboxMessage) {
  return rest;
}
