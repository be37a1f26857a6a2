import {
  ClientMessage,
  clientMessageSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** The same channel has one name, however its id is written. */
export function canonical(channel: string): string {
  return channel.startsWith('entity:') ? channel : channel.toLowerCase();
}

/** Reads what a client sent, or says what is wrong with it. */
export function parseMessage(
  text: string,
): { message: ClientMessage } | { problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { problem: 'Not JSON' };
  }
  const parsed = clientMessageSchema.safeParse(json);
  if (parsed.success) return { message: parsed.data };
  const [issue] = parsed.error.issues;
  const path = issue.path.join('.');
  return { problem: path ? `${path}: ${issue.message}` : issue.message };
}
