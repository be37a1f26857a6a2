import { ClearError } from '../clear-line.mjs';
import { holderOf, isFree } from './ports.mjs';

/** The dev server and browsers take localhost for either of these. */
const LOCALHOST = ['127.0.0.1', '::1'];

/**
 * Refuses to start when somebody has one of the ports, and says who.
 *
 * @param {readonly import('./settings.mjs').Listener[]} listeners
 */
export async function requireFreePorts(listeners) {
  for (const { what, port, setting } of listeners) {
    const free = await Promise.all(LOCALHOST.map(host => isFree(port, host)));
    if (!free.every(Boolean)) {
      throw new ClearError(
        `Port ${port}, which ${what} needs, is taken${holderInWords(
          port,
        )}, or set ${setting} in app-config.local.yaml.`,
      );
    }
  }
}

function holderInWords(port) {
  const holder = holderOf(port);
  if (!holder) {
    return ' by a program of another user. End it';
  }
  const { pid, command } = holder;
  const leftBehind = /backstage-cli|packages\/backend|src\/index/.test(command);
  return ` by process ${pid} (${
    leftBehind ? 'a portal that still runs or was left behind: ' : ''
  }${shorten(command)}). End it with \`kill ${pid}\``;
}

function shorten(command) {
  const MOST = 80;
  return command.length > MOST
    ? `${command.slice(0, MOST / 2)}…${command.slice(-MOST / 2)}`
    : command;
}
