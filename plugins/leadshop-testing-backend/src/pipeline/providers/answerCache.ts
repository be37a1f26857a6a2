import { createHash } from 'node:crypto';
import { CacheService, LoggerService } from '@backstage/backend-plugin-api';
import { JsonObject } from '@backstage/types';
import {
  Answered,
  CallOptions,
  ProviderError,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { ProviderMode } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { untilAborted } from '../network';

/** A stale answer is kept this many times as long as a fresh one. */
const STALE_FACTOR = 7;
/** Raised when what is stored changes its shape. */
const FORMAT = 1;

/** How an answer is put into the cache, which holds JSON alone, and back. */
export interface AnswerCodec<T> {
  /** `undefined`: too large to keep. */
  encode(answer: T): JsonObject | undefined;
  decode(stored: JsonObject): T;
}

type Entry = {
  answered_at: string;
  fresh_until: number;
  answer: JsonObject;
};

/** What the answers of a provider depend on, apart from the question. */
export interface AnswerCacheOptions {
  provider: string;
  mode: ProviderMode;
  baseUrl: string;
  /** 0: never. */
  ttlMs: number;
  cache: CacheService | undefined;
  logger: LoggerService;
}

/**
 * Answers of one provider, shared by all replicas when Backstage's cache is.
 * A fresh answer saves the call; one that is past its time is used only when
 * the vendor is down. A cache that fails is as good as an empty one.
 */
export class AnswerCache {
  readonly #options: AnswerCacheOptions;

  constructor(options: AnswerCacheOptions) {
    this.#options = options;
  }

  /** Answers a question from the cache, or by asking. */
  async answer<T extends object>(
    question: readonly string[],
    codec: AnswerCodec<T>,
    ask: () => Promise<T>,
    { signal }: CallOptions,
  ): Promise<T & Answered> {
    const { ttlMs, mode } = this.#options;
    const key = this.#key(question);
    const entry = await untilAborted(signal, this.#read(key));
    const kept = (stale: boolean, from: Entry): T & Answered => ({
      ...codec.decode(from.answer),
      mode,
      cached: true,
      stale,
      answered_at: from.answered_at,
    });
    if (entry && entry.fresh_until > Date.now()) return kept(false, entry);
    let answer: T;
    try {
      answer = await ask();
    } catch (error) {
      const down = error instanceof ProviderError && error.retryable;
      if (entry && down && !signal.aborted) return kept(true, entry);
      throw error;
    }
    const answeredAt = new Date().toISOString();
    const encoded = codec.encode(answer);
    if (encoded) {
      await untilAborted(
        signal,
        this.#write(key, {
          answered_at: answeredAt,
          fresh_until: Date.now() + ttlMs,
          answer: encoded,
        }),
      );
    }
    return {
      ...answer,
      mode,
      cached: false,
      stale: false,
      answered_at: answeredAt,
    };
  }

  #key(question: readonly string[]): string {
    const { provider, mode, baseUrl } = this.#options;
    const digest = createHash('sha256')
      .update(JSON.stringify([FORMAT, mode, baseUrl, ...question]))
      .digest('hex');
    return `provider-answer:${provider}:${digest}`;
  }

  async #read(key: string): Promise<Entry | undefined> {
    const { cache, ttlMs } = this.#options;
    if (!cache || ttlMs === 0) return undefined;
    try {
      return await cache.get<Entry>(key);
    } catch (error) {
      this.#complain('read', error);
      return undefined;
    }
  }

  async #write(key: string, entry: Entry): Promise<void> {
    const { cache, ttlMs } = this.#options;
    if (!cache || ttlMs === 0) return;
    try {
      await cache.set(key, entry, { ttl: ttlMs * STALE_FACTOR });
    } catch (error) {
      this.#complain('written', error);
    }
  }

  #complain(verb: string, error: unknown): void {
    const { provider, logger } = this.#options;
    logger.warn(
      `The answer of ${provider} could not be ${verb} in the cache; going on without`,
      error as Error,
    );
  }
}
