import { IncomingMessage, request } from 'node:http';
import { Socket } from 'node:net';
import { AllowedHost } from '../../config';
import { AddressProblem, publicAddressProblem } from './addresses';
import { Authorities } from './authorities';
import { readBoundedBody } from './boundedBody';
import {
  connectTo,
  ForbiddenAddress,
  judgedAddresses,
  resolveBySystem,
  ResolveName,
} from './connection';
import { Deadline, untilAborted } from './deadline';
import { whatWentWrong } from './siteFailures';
import {
  FORBIDDEN_ADVICE,
  judgeSiteUrl,
  mayCarryPassword,
  SiteTarget,
  SiteUrlRules,
  WEB_PORTS,
} from './siteUrls';

const MAX_MS = 15_000;
/** Of an answer that tells of a failure; of others nothing is read. */
const MAX_ANSWER_BYTES = 1_024;

/** What was answered. */
export interface PostAnswer {
  status: number;
  retryAfter: string | undefined;
  /** The beginning of what a failure says. */
  text: string;
}

/** Nothing was answered; the message says why and names the host alone. */
export class PostFailure extends Error {
  readonly timedOut: boolean;

  constructor(message: string, timedOut = false) {
    super(message);
    this.name = 'PostFailure';
    this.timedOut = timedOut;
  }
}

/** Sends something to an address that somebody gave. */
export interface GuardedPost {
  /** @throws PostFailure, or the signal's reason. */
  post(
    url: string,
    message: {
      headers: Readonly<Record<string, string>>;
      body: string;
      signal: AbortSignal;
    },
  ): Promise<PostAnswer>;
}

/** How it is set up; what differs in tests alone comes last. */
export interface GuardedPostOptions {
  allowedHosts: readonly AllowedHost[];
  resolve?: ResolveName;
  addressProblem?: AddressProblem;
  maxMs?: number;
}

/**
 * Says why nothing can be sent to an address, without resolving its name;
 * `undefined` when it may be tried. Over http anybody on the way could read and
 * change it, so that is for hosts alone that an operator has opened.
 */
export function explainUnsafePost(
  url: string,
  allowedHosts: readonly AllowedHost[],
): string | undefined {
  const judged = judgeTarget(url, {
    allowedHosts,
    addressProblem: publicAddressProblem,
    ports: WEB_PORTS,
  });
  return 'problem' in judged ? judged.problem : undefined;
}

function judgeTarget(
  url: string,
  rules: SiteUrlRules,
): SiteTarget | { problem: string } {
  const judged = judgeSiteUrl(url, rules);
  if ('problem' in judged) {
    return {
      problem: `This address cannot be used: ${judged.problem}. ${FORBIDDEN_ADVICE}.`,
    };
  }
  if (mayCarryPassword(judged)) return judged;
  return {
    problem:
      'This address cannot be used: over http what is sent could be read and changed on the way. Give an https address, or open the host and port in leadshopTesting.network.allowedHosts.',
  };
}

/**
 * Sends to addresses by the rules of the guarded client: judged, resolved once,
 * connected to what was judged, without redirects, within 15 s.
 */
export function createGuardedPost(options: GuardedPostOptions): GuardedPost {
  const {
    allowedHosts,
    resolve = resolveBySystem,
    addressProblem = publicAddressProblem,
    maxMs = MAX_MS,
  } = options;
  const authorities = new Authorities();
  const rules = { allowedHosts, addressProblem, ports: WEB_PORTS };
  return {
    async post(url, { headers, body, signal }) {
      signal.throwIfAborted();
      const target = judgeTarget(url, rules);
      if ('problem' in target) throw new PostFailure(target.problem);
      const deadline = new Deadline(signal, maxMs);
      let socket: Socket | undefined;
      try {
        const addresses = await judgedAddresses(
          target,
          resolve,
          addressProblem,
          deadline.signal,
        );
        const ca =
          target.url.protocol === 'https:'
            ? await untilAborted(
                deadline.signal,
                authorities.of(target.allowed),
              )
            : undefined;
        socket = await connectTo(target, addresses, ca, deadline.signal);
        return await send(target, socket, {
          headers,
          body,
          signal: deadline.signal,
        });
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        throw failureOf(target.host, error, deadline.expired ? maxMs : null);
      } finally {
        deadline.dispose();
        socket?.destroy();
      }
    },
  };
}

async function send(
  { url }: SiteTarget,
  socket: Socket,
  message: {
    headers: Readonly<Record<string, string>>;
    body: string;
    signal: AbortSignal;
  },
): Promise<PostAnswer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request({
      createConnection: () => socket,
      method: 'POST',
      path: `${url.pathname}${url.search}`,
      signal: message.signal,
      headers: {
        ...message.headers,
        host: url.host,
        'content-length': Buffer.byteLength(message.body),
        connection: 'close',
      },
    })
      .on('error', reject)
      .on('response', resolve)
      .end(message.body);
  });
  const status = response.statusCode as number;
  return {
    status,
    retryAfter: response.headers['retry-after'],
    text: status < 300 ? '' : await beginningOf(response),
  };
}

/** What comes of the answer within its time; the status says all that matters. */
async function beginningOf(response: IncomingMessage): Promise<string> {
  try {
    const { body } = await readBoundedBody(response, MAX_ANSWER_BYTES);
    return Buffer.from(body).toString();
  } catch {
    return '';
  }
}

function failureOf(
  host: string,
  error: unknown,
  expiredMs: number | null,
): PostFailure {
  if (expiredMs !== null) {
    return new PostFailure(
      `${host} did not answer within ${expiredMs / 1000} s`,
      true,
    );
  }
  if (error instanceof ForbiddenAddress) {
    return new PostFailure(
      `Nothing was sent: ${error.message}. ${FORBIDDEN_ADVICE}.`,
    );
  }
  return new PostFailure(`${host} cannot be reached: ${whatWentWrong(error)}`);
}
