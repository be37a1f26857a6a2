import { createHash } from 'node:crypto';
import { addAbortSignal, Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { isError } from '@backstage/errors';
import {
  CallOptions,
  ObjectStore,
  ProviderError,
  StoredObject,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { ProvidersConfig } from '../../config';
import {
  keyRefused,
  malformed,
  quoted,
  QUOTA_USED_UP,
  RATE_LIMITED,
  refused,
  statusFailure,
  transportFailure,
} from './failures';
import { ProviderGate } from './providerGate';
import { MalformedAnswer, readRetryAfter } from './vendorClient';

/** Evidence is a few megabytes at most; served artifacts are streamed. */
const MAX_OBJECT_BYTES = 64 * 1024 * 1024;
const CONNECT_TIMEOUT_MS = 5_000;

const KEY_CODES: ReadonlySet<string> = new Set([
  'AccessDenied',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'ExpiredToken',
  'CredentialsProviderError',
]);

/** S3, or anything that speaks its protocol. */
export class S3ObjectStore implements ObjectStore {
  readonly mode: ObjectStore['mode'];
  readonly bucket: string;
  readonly #gate: ProviderGate;
  readonly #client: S3Client;

  constructor(settings: ProvidersConfig['s3'], gate: ProviderGate) {
    this.mode = settings.mode;
    this.bucket = settings.bucket;
    this.#gate = gate;
    const { accessKeyId, secretAccessKey } = settings;
    this.#client = new S3Client({
      region: settings.region,
      endpoint: settings.baseUrl || undefined,
      forcePathStyle: settings.forcePathStyle,
      credentials:
        accessKeyId && secretAccessKey
          ? { accessKeyId, secretAccessKey }
          : undefined,
      // The runner of the steps tries again; it alone knows the policy
      maxAttempts: 1,
      // Not every server that speaks S3 knows the newer checksums
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: new NodeHttpHandler({
        connectionTimeout: CONNECT_TIMEOUT_MS,
        httpAgent: { keepAlive: true, maxSockets: settings.maxConcurrent },
        httpsAgent: { keepAlive: true, maxSockets: settings.maxConcurrent },
      }),
    });
  }

  async checkBucket(options: CallOptions): Promise<void> {
    await this.#call(options, abortSignal =>
      this.#client.send(new HeadBucketCommand({ Bucket: this.bucket }), {
        abortSignal,
      }),
    );
  }

  async check({ signal }: CallOptions): Promise<void> {
    await this.#gate.look(
      signal,
      abortSignal =>
        this.#client.send(new HeadBucketCommand({ Bucket: this.bucket }), {
          abortSignal,
        }),
      error => this.#explain(error),
    );
  }

  async put(
    key: string,
    body: Uint8Array,
    contentType: string,
    options: CallOptions,
  ): Promise<StoredObject> {
    const digest = createHash('sha256').update(body).digest();
    await this.#call(options, abortSignal =>
      this.#client.send(
        new PutObjectCommand({
          Bucket: this.bucket,
          Key: key,
          Body: body,
          ContentType: contentType,
          ContentLength: body.byteLength,
          // The server refuses what arrives different
          ChecksumSHA256: digest.toString('base64'),
        }),
        { abortSignal },
      ),
    );
    return {
      key,
      size: body.byteLength,
      sha256: digest.toString('hex'),
      content_type: contentType,
    };
  }

  head(key: string, options: CallOptions) {
    return this.#call(options, async abortSignal => {
      try {
        const head = await this.#client.send(
          new HeadObjectCommand({ Bucket: this.bucket, Key: key }),
          { abortSignal },
        );
        return {
          size: head.ContentLength ?? 0,
          content_type: head.ContentType ?? 'application/octet-stream',
        };
      } catch (error) {
        // A bucket that is missing answers a HEAD in the same way
        if (isMissing(error)) return undefined;
        throw error;
      }
    });
  }

  get(key: string, options: CallOptions): Promise<Uint8Array> {
    return this.#call(options, async abortSignal => {
      const { Body, ContentLength } = await this.#client.send(
        new GetObjectCommand({ Bucket: this.bucket, Key: key }),
        { abortSignal },
      );
      const body = Body as Readable;
      if ((ContentLength ?? 0) > MAX_OBJECT_BYTES) {
        body.destroy();
        throw new MalformedAnswer(`an object of ${ContentLength} bytes`);
      }
      return readObject(body, abortSignal);
    });
  }

  stream(key: string, options: CallOptions) {
    return this.#call(options, async abortSignal => {
      const { Body, ContentLength, ContentType } = await this.#client.send(
        new GetObjectCommand({ Bucket: this.bucket, Key: key }),
        { abortSignal },
      );
      return {
        body: addAbortSignal(options.signal, Body as Readable),
        size: ContentLength,
        content_type: ContentType,
      };
    });
  }

  async delete(key: string, options: CallOptions): Promise<void> {
    await this.#call(options, abortSignal =>
      this.#client.send(
        new DeleteObjectCommand({ Bucket: this.bucket, Key: key }),
        { abortSignal },
      ),
    );
  }

  async list(prefix: string, options: CallOptions): Promise<string[]> {
    const keys: string[] = [];
    let next: string | undefined;
    do {
      const page = await this.#listPage(prefix, next, options);
      for (const { Key } of page.Contents ?? []) if (Key) keys.push(Key);
      next = page.NextContinuationToken;
    } while (next);
    return keys;
  }

  close(): void {
    this.#client.destroy();
  }

  #listPage(prefix: string, after: string | undefined, options: CallOptions) {
    return this.#call(options, abortSignal =>
      this.#client.send(
        new ListObjectsV2Command({
          Bucket: this.bucket,
          Prefix: prefix,
          ContinuationToken: after,
        }),
        { abortSignal },
      ),
    );
  }

  #call<T>(
    { signal }: CallOptions,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    return this.#gate.run(signal, work, error => this.#explain(error));
  }

  #explain(error: unknown): ProviderError {
    const { callee } = this.#gate;
    if (error instanceof MalformedAnswer) {
      return malformed(callee, error.message);
    }
    const name = isError(error) ? error.name : '';
    const said = isError(error) ? quoted(callee, error.message) : '';
    if (KEY_CODES.has(name)) return refused(callee, keyRefused(callee, said));
    if (!(error instanceof S3ServiceException)) {
      return name === 'SyntaxError'
        ? malformed(callee, 'not XML')
        : transportFailure(callee, error);
    }
    const status = error.$metadata.httpStatusCode ?? 0;
    const retryAfterMs = readRetryAfter(
      error.$response?.headers['retry-after'],
    );
    if (/Quota/.test(name)) return refused(callee, QUOTA_USED_UP, { status });
    if (name === 'SlowDown') {
      return refused(callee, RATE_LIMITED, { status, retryAfterMs });
    }
    if (name === 'NoSuchKey') {
      return refused(
        callee,
        {
          fault: 'leadshop',
          why: 'does not hold the object that was asked for',
          advice: 'It was deleted, or its retention is over',
        },
        { status },
      );
    }
    if (isMissing(error)) {
      return refused(
        callee,
        {
          fault: 'config',
          why: `has no bucket '${this.bucket}'`,
          advice: `Create it, or correct ${callee.setting}.bucket`,
        },
        { status },
      );
    }
    return statusFailure(callee, status, said, retryAfterMs);
  }
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof S3ServiceException &&
    error.$metadata.httpStatusCode === 404
  );
}

async function readObject(
  body: Readable,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of addAbortSignal(signal, body)) {
    size += (chunk as Uint8Array).byteLength;
    if (size > MAX_OBJECT_BYTES) {
      throw new MalformedAnswer(`an object of more than ${size} bytes`);
    }
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks);
}
