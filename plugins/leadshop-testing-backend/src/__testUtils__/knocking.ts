/* Asks whether somebody is let in, without anything being done for them. */
import {
  LIVE_PROTOCOL,
  PermissionName,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { WebSocket } from 'ws';
import { LiveReader } from './backend';
import { may, Needed } from './permissionContract';

/** What {@link knock} answers of those who may. */
export const LET_IN = 'let in';

/**
 * Calls a route with a field that does not exist, so that whoever may call it is
 * refused for that alone.
 *
 * @param route - such as `get /tests/{id}`
 * @returns `let in`, or the status and the message of the refusal
 */
export async function knock(
  url: string,
  route: string,
  authorization: string,
): Promise<string> {
  const [method, path] = route.split(' ');
  const response = await fetch(
    `${url}${path.replace(/\{\w+\}/g, 'x')}?no_such_field=1`,
    { method: method.toUpperCase(), headers: { authorization } },
  );
  const text = await response.text();
  if ([400, 404, 415].includes(response.status)) return LET_IN;
  const message = text && JSON.parse(text).error.message;
  return [response.status, message].filter(Boolean).join(' ');
}

/** What {@link knock} has to answer to somebody with these permissions. */
export function expectedOf(
  permissions: readonly PermissionName[],
  needed: Needed,
): string {
  if (may(permissions, needed)) return LET_IN;
  const names = needed.map(name => `'${name}'`).join(' or ');
  return `403 Permission ${names} required`;
}

/** Opens a live socket; the status of the refusal when there is none. */
export async function openSocket(
  url: string,
  token: string,
): Promise<LiveReader | number> {
  const ws = new WebSocket(`${url.replace(/^http/, 'ws')}/ws`, [
    LIVE_PROTOCOL,
    token,
  ]);
  const reader = new LiveReader(ws);
  const refused = await new Promise<number | undefined>(resolve => {
    ws.on('open', () => resolve(undefined));
    ws.on('unexpected-response', (_, response) => {
      response.resume();
      resolve(response.statusCode);
    });
    ws.on('error', () => {});
  });
  return refused ?? reader;
}
