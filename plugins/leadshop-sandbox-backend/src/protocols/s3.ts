import { randomUUID } from 'node:crypto';
import { XMLBuilder } from 'fast-xml-parser';
import { Answer, Call, Protocol, RefusalKind, retryAfter } from '../exchange';
import { FaultRule } from '../faults';
import { wrongChecksum } from '../s3/checksums';
import { decodeAwsChunked } from '../s3/chunked';
import { listObjects } from '../s3/listing';
import { ObjectStore, StoredObject } from '../s3/objectStore';
import { readRange } from '../s3/range';

/**
 * Amazon S3, path style: `/s3/<bucket>/<key…>`. Any bucket exists, except
 * those whose name begins with `missing-`. Signatures are accepted unchecked,
 * checksums are checked.
 */

const xml = new XMLBuilder({ ignoreAttributes: false, format: false });

export class S3Protocol implements Protocol {
  readonly component = 's3';
  readonly #objects: ObjectStore;

  constructor(objects: ObjectStore) {
    this.#objects = objects;
  }

  describe() {
    return { slugs: ['s3-storage'] as const };
  }

  async answer(call: Call): Promise<Answer> {
    const slash = call.path.indexOf('/');
    const bucket = slash < 0 ? call.path : call.path.slice(0, slash);
    const key = slash < 0 ? '' : call.path.slice(slash + 1);
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
      return failure(
        call,
        400,
        'InvalidBucketName',
        'The specified bucket is not valid.',
      );
    }
    if (bucket.startsWith('missing-')) {
      return failure(
        call,
        404,
        'NoSuchBucket',
        'The specified bucket does not exist',
        {
          BucketName: bucket,
        },
      );
    }
    return key === ''
      ? this.#answerBucket(call, bucket)
      : this.#answerObject(call, bucket, key);
  }

  refuse(kind: RefusalKind, rule: FaultRule, call: Call): Answer {
    const [status, code, message] = {
      status: [
        500,
        'InternalError',
        'We encountered an internal error. Please try again.',
      ],
      rate_limit: [503, 'SlowDown', 'Please reduce your request rate.'],
      quota: [
        403,
        'QuotaExceeded',
        'The storage quota of this account is used up.',
      ],
    }[kind] as [number, string, string];
    const answer = failure(call, rule.status ?? status, code, message);
    return {
      ...answer,
      headers: { ...answer.headers, ...retryAfter(kind, rule) },
    };
  }

  #answerBucket(call: Call, bucket: string): Answer {
    switch (call.method) {
      case 'HEAD':
        return success(200, { 'x-amz-bucket-region': 'us-east-1' });
      case 'PUT':
        return success(200, { Location: `/${bucket}` });
      case 'GET':
        if (call.query.get('list-type') === '2') {
          return document(200, listObjects(this.#objects, bucket, call.query));
        }
        return notImplemented(call);
      default:
        return notImplemented(call);
    }
  }

  async #answerObject(
    call: Call,
    bucket: string,
    key: string,
  ): Promise<Answer> {
    if (call.method === 'PUT') return this.#put(call, bucket, key);
    if (call.method === 'DELETE') {
      await this.#objects.delete(bucket, key);
      return success(204);
    }
    if (call.method !== 'GET' && call.method !== 'HEAD') {
      return notImplemented(call);
    }
    const object = this.#objects.find(bucket, key);
    const body = object && (await this.#objects.read(bucket, key));
    if (!object || !body) {
      return failure(
        call,
        404,
        'NoSuchKey',
        'The specified key does not exist.',
        {
          Key: key,
        },
      );
    }
    return read(call, object, body);
  }

  async #put(call: Call, bucket: string, key: string): Promise<Answer> {
    if (call.headers['x-amz-copy-source']) return notImplemented(call);
    const streamed = String(
      call.headers['x-amz-content-sha256'] ?? '',
    ).startsWith('STREAMING-');
    const decoded = streamed
      ? decodeAwsChunked(call.body)
      : { data: call.body, trailers: {} };
    const promised = call.headers['x-amz-decoded-content-length'];
    if (
      !decoded ||
      (streamed &&
        promised !== undefined &&
        Number(promised) !== decoded.data.length)
    ) {
      return failure(
        call,
        400,
        'IncompleteBody',
        'You did not provide the number of bytes specified by the Content-Length HTTP header.',
      );
    }
    const { data, trailers } = decoded;
    if (data.length > this.#objects.maxBytes) {
      return failure(
        call,
        400,
        'EntityTooLarge',
        'Your proposed upload exceeds the maximum allowed size',
      );
    }
    const stated = { ...call.headers, ...trailers };
    const wrong = wrongChecksum(stated, data);
    if (wrong) {
      return failure(
        call,
        400,
        'BadDigest',
        `The ${wrong} you specified did not match what we received.`,
      );
    }
    const object = await this.#objects.put(
      bucket,
      key,
      data,
      keptHeaders(stated),
    );
    return success(200, {
      ETag: `"${object.md5}"`,
      ...checksumsOf(object),
    });
  }
}

function keptHeaders(
  stated: Record<string, string | string[] | undefined>,
): Record<string, string> {
  const kept: Record<string, string> = {
    'content-type': 'binary/octet-stream',
  };
  for (const [name, value] of Object.entries(stated)) {
    if (
      typeof value === 'string' &&
      /^(content-(type|disposition|language)|cache-control|x-amz-meta-.+|x-amz-checksum-(crc|sha).+)$/.test(
        name,
      )
    ) {
      kept[name] = value;
    }
  }
  return kept;
}

function checksumsOf(object: StoredObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(object.headers).filter(([name]) =>
      name.startsWith('x-amz-checksum-'),
    ),
  );
}

function read(call: Call, object: StoredObject, content: Buffer): Answer {
  const range = readRange(call.headers.range, content.length);
  if (range === 'unsatisfiable') {
    return failure(
      call,
      416,
      'InvalidRange',
      'The requested range is not satisfiable',
    );
  }
  const headers: Record<string, string> = {
    ...object.headers,
    ETag: `"${object.md5}"`,
    'Last-Modified': object.lastModified.toUTCString(),
    'Accept-Ranges': 'bytes',
  };
  if (range || call.headers['x-amz-checksum-mode'] !== 'ENABLED') {
    // A checksum is of the whole object, and is sent on request only
    for (const name of Object.keys(checksumsOf(object))) delete headers[name];
  }
  const body = range ? content.subarray(range.first, range.last + 1) : content;
  if (range) {
    headers[
      'Content-Range'
    ] = `bytes ${range.first}-${range.last}/${content.length}`;
  }
  return { ...success(range ? 206 : 200, headers), body };
}

function success(status: number, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: {
      'x-amz-request-id': randomUUID(),
      Server: 'AmazonS3',
      ...headers,
    },
    body: '',
  };
}

function document(status: number, content: Record<string, unknown>): Answer {
  return {
    ...success(status, { 'Content-Type': 'application/xml' }),
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${xml.build(content)}`,
  };
}

function notImplemented(call: Call): Answer {
  return failure(
    call,
    501,
    'NotImplemented',
    'The sandbox knows PUT, GET, HEAD and DELETE of objects, HEAD and PUT of buckets, and ListObjectsV2.',
  );
}

function failure(
  call: Call,
  status: number,
  code: string,
  message: string,
  about: Record<string, string> = {},
): Answer {
  const answer = document(status, {
    Error: {
      Code: code,
      Message: message,
      ...about,
      Resource: call.url.split('?')[0].replace(/^\/s3/, ''),
      RequestId: randomUUID(),
    },
  });
  // HEAD has no body, and a length without one would be a lie to parsers
  return call.method === 'HEAD' ? { ...answer, body: '' } : answer;
}
