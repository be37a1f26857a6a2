import { WebSocket } from 'ws';
import {
  ServerMessage,
  serverMessageSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** A browser at the other end of a live socket, and what it was told. */
export class Browser {
  readonly messages: ServerMessage[] = [];
  readonly #ws: WebSocket;
  #wake: () => void = () => {};

  constructor(ws: WebSocket) {
    this.#ws = ws;
    ws.on('message', data => {
      this.messages.push(serverMessageSchema.parse(JSON.parse(String(data))));
      this.#wake();
    });
  }

  async until(matches: (message: ServerMessage) => boolean) {
    for (let seen = 0; ; seen++) {
      while (seen >= this.messages.length) {
        await new Promise<void>(resolve => {
          this.#wake = resolve;
        });
      }
      if (matches(this.messages[seen])) return this.messages[seen];
    }
  }

  /** Stops reading, as a browser on a bad line does. */
  pause = () => this.#ws.pause();
  resume = () => this.#ws.resume();

  /** Ids of the events of a test, as they came. */
  eventsOf(testId: string): number[] {
    return this.messages.flatMap(m =>
      (m.type === 'test_update' || m.type === 'test_completed') &&
      m.payload.id === testId
        ? [m.payload.event.id]
        : [],
    );
  }

  /** Frames of a coalesced channel that tell of changes, without the status. */
  updates(channel = 'global') {
    return this.messages.flatMap(m => {
      if (m.type !== 'updates' || m.channel !== channel) return [];
      const payload = m.payload.filter(u => u.type !== 'system_status');
      return payload.length > 0 ? [{ ...m, payload }] : [];
    });
  }
}
