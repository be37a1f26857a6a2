import { Server, Socket } from 'node:net';

/**
 * The raw sockets of one listener. TLS and SMTP hide the TCP socket under
 * their own, but a reset must be a TCP reset and `stop()` must end everything
 * at once, so the sockets are noted as they are accepted, by the port of the
 * other side, which names one uniquely on one listener.
 */
export class SocketRegistry {
  readonly #byRemotePort = new Map<number, Socket>();

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      const port = socket.remotePort;
      if (port === undefined) return;
      this.#byRemotePort.set(port, socket);
      socket.once('close', () => {
        if (this.#byRemotePort.get(port) === socket) {
          this.#byRemotePort.delete(port);
        }
      });
    });
  }

  /** The other side sees ECONNRESET. */
  reset(remotePort: number | undefined): void {
    this.#find(remotePort)?.resetAndDestroy();
  }

  /** Writes below TLS and below any protocol, then closes. */
  closeAfter(remotePort: number | undefined, bytes: string | Buffer): void {
    this.#find(remotePort)?.end(bytes);
  }

  destroyAll(): void {
    for (const socket of this.#byRemotePort.values()) socket.destroy();
  }

  #find(remotePort: number | undefined): Socket | undefined {
    return remotePort === undefined
      ? undefined
      : this.#byRemotePort.get(remotePort);
  }
}
