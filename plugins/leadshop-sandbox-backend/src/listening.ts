import { Server } from 'node:net';
import { AddressInfo } from 'node:net';

const HOST = '127.0.0.1';

/**
 * Opens a listener on 127.0.0.1, never on another address.
 *
 * @throws Error with one line that names the port and its setting.
 */
export async function listen(
  server: Server,
  port: number,
  setting: string,
): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) =>
      reject(new Error(explain(error, port, setting), { cause: error }));
    server.once('error', refuse);
    server.listen(port, HOST, () => {
      server.off('error', refuse);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}

function explain(
  error: NodeJS.ErrnoException,
  port: number,
  setting: string,
): string {
  const reasons: Record<string, string> = {
    EADDRINUSE: 'is taken by another program',
    EACCES: 'needs rights that this program does not have',
  };
  const reason =
    reasons[error.code ?? ''] ?? `cannot be opened (${error.code})`;
  return `The LeadShop sandbox cannot start: port ${port} ${reason}. Stop that program, or set ${setting} to another port.`;
}
