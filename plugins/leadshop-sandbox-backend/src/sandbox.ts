import fs from 'node:fs/promises';
import {
  createServer as createHttpServer,
  RequestListener,
  Server,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { LoggerService } from '@backstage/backend-plugin-api';
import { createCertificates } from './certificates';
import { createControl } from './control';
import { Dispatcher } from './dispatcher';
import { Protocol } from './exchange';
import { ActiveFault, FaultBook, FaultRule } from './faults';
import { Inbox, InboxMessage } from './inbox';
import { listen } from './listening';
import { PictureShop } from './pictures';
import { ComponentProtocol } from './protocols/component';
import { OpenAiProtocol } from './protocols/openai';
import { PageSpeedProtocol } from './protocols/pagespeed';
import { PlacesProtocol } from './protocols/places';
import { S3Protocol } from './protocols/s3';
import { ScreenshotOneProtocol } from './protocols/screenshotone';
import { SemrushProtocol } from './protocols/semrush';
import { SiteProtocol } from './protocols/site';
import { SmtpListener } from './protocols/smtp';
import { ReceivedRequest, RequestFilter, RequestLog } from './requestLog';
import { ObjectStore } from './s3/objectStore';
import { SocketRegistry } from './sockets';

/** How to start a sandbox. @public */
export interface SandboxOptions {
  /** 0 takes a free port, as with the other two. */
  httpPort: number;
  httpsPort: number;
  smtpPort: number;
  /** Faults that are there from the start. */
  faults?: FaultRule[];
  /**
   * Where objects of S3 are kept over a restart; without it they are in a folder of
   * their own that is removed when the sandbox stops.
   */
  folder?: string;
  logger?: Pick<LoggerService, 'error'>;
  /** Added to every answer of every stand-in, in milliseconds. */
  latencyMs?: number;
}

/** A running sandbox, on 127.0.0.1 only. @public */
export interface Sandbox {
  httpUrl: string;
  /** `https://localhost:<port>`; 127.0.0.1 is in the certificate, too. */
  httpsUrl: string;
  smtpHost: string;
  smtpPort: number;
  /** PEM of the authority that signed the HTTPS certificate. */
  ca: string;
  /**
   * Takes effect with the next call.
   *
   * @throws ZodError when the rule is not valid.
   */
  addFault(rule: FaultRule): ActiveFault;
  /** False when there is no such fault. */
  removeFault(id: string): boolean;
  clearFaults(): void;
  /** Oldest first. */
  requests(filter?: RequestFilter): ReceivedRequest[];
  clearRequests(): void;
  /** Oldest first. */
  inbox(): InboxMessage[];
  /** Ends every listener and every open connection at once. */
  stop(): Promise<void>;
}

// Longer than any client keeps a connection, so that it is never the sandbox
// that closes one just as the next call is sent
const KEEP_ALIVE_MS = 120_000;

/**
 * Starts stand-ins for all outside services of the lead pipeline.
 *
 * @throws Error that names the port and its setting when a port is taken.
 * @public
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { logger, latencyMs = 0 } = options;
  const certificates = await createCertificates();
  const { folder, remove } = await folderFor(options);
  const faults = new FaultBook();
  for (const rule of options.faults ?? []) faults.add(rule);
  const log = new RequestLog();
  const inbox = new Inbox();
  const pictures = new PictureShop();
  const components = new ComponentProtocol();
  const protocols = new Map<string, Protocol>([
    ['s3', new S3Protocol(await ObjectStore.open({ folder }))],
    ['pagespeed', new PageSpeedProtocol()],
    ['places', new PlacesProtocol()],
    ['screenshotone', new ScreenshotOneProtocol(pictures)],
    ['semrush', new SemrushProtocol()],
    ['openai', new OpenAiProtocol()],
    ['sites', new SiteProtocol(pictures)],
    ['components', components],
  ]);
  const { ca } = certificates;
  const control = createControl({ ca, faults, log, inbox, components });
  const dispatcher = new Dispatcher({
    protocols,
    faults,
    log,
    latencyMs,
    logger,
  });

  const http = openable(createHttpServer(), dispatcher, control);
  const https = openable(createHttpsServer(certificates), dispatcher, control);
  const smtp = new SmtpListener({
    faults,
    log,
    inbox,
    latencyMs,
    onError: error => logger?.error('A mail client failed', error),
  });
  const stop = async () => {
    await Promise.all([http.stop(), https.stop(), smtp.stop()]);
    await remove();
  };
  try {
    const httpPort = await listen(
      http.server,
      options.httpPort,
      'leadshopSandbox.http.port',
    );
    const httpsPort = await listen(
      https.server,
      options.httpsPort,
      'leadshopSandbox.https.port',
    );
    const smtpPort = await listen(
      smtp.netServer,
      options.smtpPort,
      'leadshopSandbox.smtp.port',
    );
    return {
      httpUrl: `http://127.0.0.1:${httpPort}`,
      httpsUrl: `https://localhost:${httpsPort}`,
      smtpHost: '127.0.0.1',
      smtpPort,
      ca,
      addFault: rule => faults.add(rule),
      removeFault: id => faults.remove(id),
      clearFaults: () => faults.clear(),
      requests: filter => log.list(filter),
      clearRequests: () => log.clear(),
      inbox: () => inbox.list(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function folderFor(
  options: SandboxOptions,
): Promise<{ folder: string; remove(): Promise<void> }> {
  if (options.folder) return { folder: options.folder, remove: async () => {} };
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'leadshop-sandbox-'));
  return {
    folder,
    // An object may be on its way to the folder while it is removed
    remove: () =>
      fs.rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

function openable(
  server: Server,
  dispatcher: Dispatcher,
  control: RequestListener,
) {
  const sockets = new SocketRegistry(server);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.on('request', (request, response) => {
    if (/^\/(control|requests)(\/|\?|$)/.test(request.url ?? '')) {
      control(request, response);
    } else {
      void dispatcher.handle(request, response, sockets);
    }
  });
  return {
    server,
    stop: () => {
      const closed = new Promise<void>(resolve => {
        // The error says only that it was not open
        server.close(() => resolve());
      });
      sockets.destroyAll();
      return closed;
    },
  };
}
