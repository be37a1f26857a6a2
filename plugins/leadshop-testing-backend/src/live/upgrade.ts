/*
 * Lets WebSocket upgrades below a path arrive as ordinary Express requests, so
 * that authentication, refusals and pausing work as they do for any route.
 *
 * Backstage gives plugins no access to its HTTP server. The diagnostics channel
 * `net.server.socket` shows each server with its first connection, before a byte
 * of it has been parsed: early enough that the very first request may be an
 * upgrade.
 */
import diagnostics from 'node:diagnostics_channel';
import { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Duplex } from 'node:stream';

const HEAD = Symbol.for('leadshop-testing.upgrade-head');
/** On the server itself: two copies of this module must not both answer. */
const ROUTED = Symbol.for('leadshop-testing.upgrades-routed');

type UpgradeRequest = IncomingMessage & { [HEAD]?: Buffer };
type RoutedServer = Server & { [ROUTED]?: boolean };

/** Bytes that came with the upgrade; undefined when the request is none. */
export function upgradeHead(request: IncomingMessage): Buffer | undefined {
  return (request as UpgradeRequest)[HEAD];
}

/** Backstage's own server, and no other of this process, has `port()`. */
function isBackstageServer(
  server: RoutedServer | undefined,
): server is RoutedServer {
  return (
    server !== undefined &&
    typeof (server as Server & { port?: unknown }).port === 'function'
  );
}

/**
 * On an error. Not where the upgrade is answered: for as long as the socket lives,
 * it would keep whatever is in sight there, request, response and their headers.
 */
function destroyed(this: Duplex): void {
  this.destroy();
}

/**
 * Starts routing upgrades whose path begins with `prefix`.
 *
 * @returns stops it for servers that are yet to come
 */
export function routeUpgrades(prefix: string): () => void {
  const onConnection = (message: unknown) => {
    const { server } = (
      message as { socket: Socket & { server?: RoutedServer } }
    ).socket;
    if (!isBackstageServer(server) || server[ROUTED]) return;
    server[ROUTED] = true;
    server.on('upgrade', (request: UpgradeRequest, socket, head) => {
      const ours = request.url?.split('?', 1)[0] === prefix;
      // Somebody else's: signals, or a development proxy
      if (!ours && server.listenerCount('upgrade') > 1) return;
      request[HEAD] = head;
      socket.on('error', destroyed);
      const response = new ServerResponse(request);
      response.shouldKeepAlive = false;
      response.assignSocket(socket as Socket);
      response.on('finish', () => {
        response.detachSocket(socket as Socket);
        socket.end();
      });
      server.emit('request', request, response);
    });
  };
  diagnostics.subscribe('net.server.socket', onConnection);
  return () => diagnostics.unsubscribe('net.server.socket', onConnection);
}
