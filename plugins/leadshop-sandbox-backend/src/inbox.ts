import PostalMime from 'postal-mime';

/**
 * The mailbox behind the sandbox's SMTP server. A mail whose Message-ID is
 * already there is the same mail delivered again: it is counted, not stored
 * twice. Bounded by number and by bytes; the oldest mails go first.
 */

/** A mail that the sandbox accepted. @public */
export interface InboxMessage {
  id: string;
  /** Undefined when the mail has none. */
  messageId: string | undefined;
  from: string;
  /** Recipients of the envelope. */
  to: string[];
  subject: string;
  /** ISO 8601. */
  receivedAt: string;
  size: number;
  /** How often it was delivered after the first time. */
  redeliveries: number;
  /** The mail as it came. */
  raw: Buffer;
}

const MAX_MESSAGES = 5000;
const MAX_BYTES = 256 * 1024 * 1024;

export class Inbox {
  readonly #maxMessages: number;
  readonly #maxBytes: number;
  readonly #messages = new Map<string, InboxMessage>();
  readonly #idByMessageId = new Map<string, string>();
  #lastId = 0;
  #bytes = 0;

  constructor(maxMessages = MAX_MESSAGES, maxBytes = MAX_BYTES) {
    this.#maxMessages = maxMessages;
    this.#maxBytes = maxBytes;
  }

  async deliver(
    envelope: { from: string; to: string[] },
    raw: Buffer,
  ): Promise<{ message: InboxMessage; isRedelivery: boolean }> {
    // Headers only: a report's attachments would cost more than the delivery
    const head = await PostalMime.parse(headerOf(raw));
    const known = head.messageId && this.#idByMessageId.get(head.messageId);
    const before = known ? this.#messages.get(known) : undefined;
    if (before) {
      before.redeliveries += 1;
      return { message: before, isRedelivery: true };
    }
    const message: InboxMessage = {
      id: String((this.#lastId += 1)),
      messageId: head.messageId,
      ...envelope,
      subject: head.subject ?? '',
      receivedAt: new Date().toISOString(),
      size: raw.length,
      redeliveries: 0,
      raw,
    };
    this.#messages.set(message.id, message);
    this.#bytes += raw.length;
    if (message.messageId) {
      this.#idByMessageId.set(message.messageId, message.id);
    }
    for (const oldest of this.#messages.values()) {
      if (
        this.#messages.size <= this.#maxMessages &&
        this.#bytes <= this.#maxBytes
      ) {
        break;
      }
      this.#drop(oldest);
    }
    return { message, isRedelivery: false };
  }

  /** Oldest first. */
  list(): InboxMessage[] {
    return [...this.#messages.values()];
  }

  get(id: string): InboxMessage | undefined {
    return this.#messages.get(id);
  }

  clear(): void {
    this.#messages.clear();
    this.#idByMessageId.clear();
    this.#bytes = 0;
  }

  #drop(message: InboxMessage): void {
    this.#messages.delete(message.id);
    this.#bytes -= message.raw.length;
    if (message.messageId) this.#idByMessageId.delete(message.messageId);
  }
}

function headerOf(raw: Buffer): Buffer {
  const end = raw.indexOf('\r\n\r\n');
  return end < 0 ? raw : raw.subarray(0, end + 4);
}
