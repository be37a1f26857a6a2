import { ObjectStore } from './objectStore';

const MAX_KEYS = 1000;

/** ListObjectsV2: prefix, delimiter, max-keys, start-after and continuation. */
export function listObjects(
  objects: ObjectStore,
  bucket: string,
  query: URLSearchParams,
): Record<string, unknown> {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const token = query.get('continuation-token');
  const after = token
    ? Buffer.from(token, 'base64url').toString('utf8')
    : query.get('start-after') ?? '';
  const asked = Number(query.get('max-keys') ?? MAX_KEYS);
  const maxKeys = Number.isInteger(asked)
    ? Math.min(Math.max(asked, 0), MAX_KEYS)
    : MAX_KEYS;

  const contents: Record<string, unknown>[] = [];
  const prefixes = new Set<string>();
  let last = after;
  let truncated = false;
  for (const { key, object } of objects.list(bucket, prefix)) {
    if (after && Buffer.compare(Buffer.from(key), Buffer.from(after)) <= 0) {
      continue;
    }
    const cut = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    const common = cut < 0 ? undefined : key.slice(0, cut + delimiter.length);
    // Keys under a prefix that was already given, also on an earlier page
    if (common && (prefixes.has(common) || after.startsWith(common))) {
      last = key;
      continue;
    }
    if (contents.length + prefixes.size >= maxKeys) {
      truncated = true;
      break;
    }
    last = key;
    if (common) prefixes.add(common);
    else {
      contents.push({
        Key: key,
        LastModified: object.lastModified.toISOString(),
        ETag: `"${object.md5}"`,
        Size: object.size,
        StorageClass: 'STANDARD',
      });
    }
  }
  return {
    ListBucketResult: {
      '@_xmlns': 'http://s3.amazonaws.com/doc/2006-03-01/',
      Name: bucket,
      Prefix: prefix,
      ...(delimiter && { Delimiter: delimiter }),
      KeyCount: contents.length + prefixes.size,
      MaxKeys: maxKeys,
      IsTruncated: truncated,
      ...(token && { ContinuationToken: token }),
      ...(truncated && {
        NextContinuationToken: Buffer.from(last).toString('base64url'),
      }),
      Contents: contents,
      CommonPrefixes: [...prefixes].map(value => ({ Prefix: value })),
    },
  };
}
