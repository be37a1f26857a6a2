import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Sandbox, startSandbox } from '../sandbox';
import { ObjectStore } from '../s3/objectStore';
import { S3Protocol } from './s3';

describe('S3', () => {
  let sandbox: Sandbox;
  let client: S3Client;

  beforeAll(async () => {
    sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
    client = new S3Client({
      endpoint: `${sandbox.httpUrl}/s3`,
      region: 'us-east-1',
      forcePathStyle: true,
      maxAttempts: 1,
      credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
    });
  });
  afterEach(() => sandbox.clearFaults());
  afterAll(async () => {
    client.destroy();
    await sandbox.stop();
  });

  const put = (Key: string, Body: string | Buffer | Readable, more = {}) =>
    client.send(new PutObjectCommand({ Bucket: 'leads', Key, Body, ...more }));

  it('gives back the bytes, type and metadata that were put', async () => {
    const bytes = randomBytes(70_000);
    const md5 = createHash('md5').update(bytes).digest('hex');
    const Key = 'reports/ümlaut & spaces+plus.pdf';
    const stored = await put(Key, bytes, {
      ContentType: 'application/pdf',
      Metadata: { execution: 'abc' },
    });
    expect(stored.ETag).toBe(`"${md5}"`);

    const head = await client.send(
      new HeadObjectCommand({ Bucket: 'leads', Key }),
    );
    expect(head).toMatchObject({
      ContentLength: 70_000,
      ContentType: 'application/pdf',
      ETag: `"${md5}"`,
      Metadata: { execution: 'abc' },
    });
    const got = await client.send(
      new GetObjectCommand({ Bucket: 'leads', Key }),
    );
    expect(Buffer.from(await got.Body!.transformToByteArray())).toEqual(bytes);
    expect(got.LastModified).toBeInstanceOf(Date);
  });

  it('takes apart a streamed body in aws-chunked encoding', async () => {
    const bytes = randomBytes(200_000);
    await put(
      'streamed',
      Readable.from([bytes.subarray(0, 9), bytes.subarray(9)]),
      {
        ContentLength: bytes.length,
        ChecksumAlgorithm: 'CRC32',
      },
    );
    const [sent] = sandbox.requests({ component: 's3', match: 'streamed' });
    expect(sent.headers['content-encoding']).toBe('aws-chunked');
    expect(sent.bodySize).toBeGreaterThan(bytes.length);

    const got = await client.send(
      new GetObjectCommand({ Bucket: 'leads', Key: 'streamed' }),
    );
    expect(got.ContentEncoding).toBeUndefined();
    expect(Buffer.from(await got.Body!.transformToByteArray())).toEqual(bytes);
  });

  it('refuses a body that is not what its checksum says', async () => {
    await expect(
      put('wrong', 'some text', { ChecksumSHA256: 'AAAA' }),
    ).rejects.toMatchObject({
      name: 'BadDigest',
      $metadata: { httpStatusCode: 400 },
    });
    await expect(
      put('wrong', 'some text', { ContentMD5: 'AAAA' }),
    ).rejects.toMatchObject({ name: 'BadDigest' });
  });

  it('refuses a chunked body that is cut short', async () => {
    const response = await fetch(`${sandbox.httpUrl}/s3/leads/cut`, {
      method: 'PUT',
      headers: { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' },
      body: '5\r\nab',
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('<Code>IncompleteBody</Code>');
  });

  it('refuses a chunked body of another length than stated', async () => {
    const response = await fetch(`${sandbox.httpUrl}/s3/leads/short`, {
      method: 'PUT',
      headers: {
        'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        'x-amz-decoded-content-length': '6',
      },
      body: '5\r\nabcde\r\n0\r\n\r\n',
    });
    expect(await response.text()).toContain('<Code>IncompleteBody</Code>');
  });

  it.each([
    ['bytes=2-4', 'cde', 'bytes 2-4/10'],
    ['bytes=7-', 'hij', 'bytes 7-9/10'],
    ['bytes=-2', 'ij', 'bytes 8-9/10'],
    ['bytes=8-99', 'ij', 'bytes 8-9/10'],
  ])('reads the range %s', async (Range, expected, contentRange) => {
    await put('letters', 'abcdefghij');
    const got = await client.send(
      new GetObjectCommand({ Bucket: 'leads', Key: 'letters', Range }),
    );
    expect(await got.Body!.transformToString()).toBe(expected);
    expect(got.ContentRange).toBe(contentRange);
    expect(got.$metadata.httpStatusCode).toBe(206);
  });

  it('refuses a range beyond the end', async () => {
    await put('letters', 'abcdefghij');
    await expect(
      client.send(
        new GetObjectCommand({
          Bucket: 'leads',
          Key: 'letters',
          Range: 'bytes=10-',
        }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidRange' });
  });

  it('deletes, also what is not there', async () => {
    await put('gone', 'x');
    const remove = () =>
      client.send(new DeleteObjectCommand({ Bucket: 'leads', Key: 'gone' }));
    await remove();
    expect((await remove()).$metadata.httpStatusCode).toBe(204);
    await expect(
      client.send(new GetObjectCommand({ Bucket: 'leads', Key: 'gone' })),
    ).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(
      client.send(new HeadObjectCommand({ Bucket: 'leads', Key: 'gone' })),
    ).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('has every bucket except those named missing-*', async () => {
    await client.send(new HeadBucketCommand({ Bucket: 'any-name' }));
    await expect(
      client.send(new HeadBucketCommand({ Bucket: 'missing-one' })),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
    await expect(
      client.send(
        new PutObjectCommand({ Bucket: 'missing-one', Key: 'a', Body: 'b' }),
      ),
    ).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  it('lists by prefix, delimiter and page', async () => {
    for (const key of ['a/1', 'a/2', 'a/x/3', 'b/1', 'a/4']) {
      await client.send(
        new PutObjectCommand({ Bucket: 'listed', Key: key, Body: key }),
      );
    }
    const list = (more: object) =>
      client.send(new ListObjectsV2Command({ Bucket: 'listed', ...more }));
    const keys = (found: Awaited<ReturnType<typeof list>>) =>
      found.Contents?.map(object => object.Key) ?? [];

    expect(keys(await list({}))).toEqual(['a/1', 'a/2', 'a/4', 'a/x/3', 'b/1']);
    const folder = await list({ Prefix: 'a/', Delimiter: '/' });
    expect(keys(folder)).toEqual(['a/1', 'a/2', 'a/4']);
    expect(folder.CommonPrefixes).toEqual([{ Prefix: 'a/x/' }]);

    const first = await list({ MaxKeys: 2 });
    expect(keys(first)).toEqual(['a/1', 'a/2']);
    expect(first.IsTruncated).toBe(true);
    const second = await list({
      MaxKeys: 2,
      ContinuationToken: first.NextContinuationToken,
    });
    expect(keys(second)).toEqual(['a/4', 'a/x/3']);
    const third = await list({
      MaxKeys: 2,
      ContinuationToken: second.NextContinuationToken,
    });
    expect(keys(third)).toEqual(['b/1']);
    expect(third.IsTruncated).toBe(false);
    expect(keys(await list({ StartAfter: 'a/4' }))).toEqual(['a/x/3', 'b/1']);
    expect((await list({ Prefix: 'none' })).KeyCount).toBe(0);
    expect((await list({ Prefix: 'a/1' })).Contents![0]).toMatchObject({
      Size: 3,
      ETag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
    });
  });

  it('refuses an object that is larger than all it may keep', async () => {
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), 's3-test-'));
    const objects = await ObjectStore.open({ folder, maxBytes: 10 });
    const answer = await new S3Protocol(objects).answer({
      method: 'PUT',
      url: '/s3/leads/large',
      path: 'leads/large',
      rawQuery: '',
      query: new URLSearchParams(),
      headers: {},
      body: Buffer.alloc(11),
      secure: false,
    });
    expect(answer.status).toBe(400);
    expect(answer.body).toContain('<Code>EntityTooLarge</Code>');
    await fs.rm(folder, { recursive: true });
  });

  it('refuses names that no bucket can have', async () => {
    const response = await fetch(`${sandbox.httpUrl}/s3/No_Bucket/key`);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('<Code>InvalidBucketName</Code>');
  });

  it('says what it does not know', async () => {
    const response = await fetch(`${sandbox.httpUrl}/s3/leads/a?uploads`, {
      method: 'POST',
    });
    expect(response.status).toBe(501);
    expect(await response.text()).toContain('<Code>NotImplemented</Code>');
  });

  it.each([
    ['rate_limit', 'SlowDown', 503],
    ['quota', 'QuotaExceeded', 403],
    ['status', 'InternalError', 500],
  ] as const)('fails as S3 does on %s', async (kind, name, status) => {
    sandbox.addFault({ component: 's3-storage', kind, retryAfterSeconds: 7 });
    await expect(put('a', 'b')).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: status },
    });
    const raw = await fetch(`${sandbox.httpUrl}/s3/leads/a`);
    expect(raw.headers.get('retry-after')).toBe(
      kind === 'rate_limit' ? '7' : null,
    );
  });
});
