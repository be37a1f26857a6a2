/*
 * All that is stored of a lead as a ZIP archive: the JSON, each file that its tests
 * left as evidence, and a list of these with their digests. A file that cannot be
 * read from the bucket does not spoil the rest: the list says so.
 */
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { isError } from '@backstage/errors';
import { ZipFile } from 'yazl';
import { ObjectStore } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { LeadDossierStore, LeadArtifact } from '../store/LeadDossier';

/** What becomes of a file. */
interface Listed {
  file: string;
  title: string;
  content_type: string;
  size: number;
  sha256: string;
  /** Why it is not in the archive. */
  missing?: string;
}

/** The archive, as it is made. */
export function dossierArchive(
  leadId: string,
  options: {
    json: AsyncIterable<string>;
    dossiers: LeadDossierStore;
    objectStore: ObjectStore;
    signal: AbortSignal;
  },
): AsyncIterable<Uint8Array> {
  const zip = new ZipFile();
  const out = zip.outputStream as Readable;
  zip.on('error', (error: Error) => out.destroy(error));
  fill(zip, leadId, options).catch(error => out.destroy(error));
  return out;
}

async function fill(
  zip: ZipFile,
  leadId: string,
  options: Parameters<typeof dossierArchive>[1],
): Promise<void> {
  const { json, dossiers, signal } = options;
  zip.addReadStream(Readable.from(json), 'lead.json');
  const list: Listed[] = [];
  for await (const artifact of dossiers.artifacts(leadId)) {
    signal.throwIfAborted();
    list.push(await add(zip, artifact, options));
  }
  zip.addBuffer(Buffer.from(JSON.stringify(list, null, 2)), 'files.json');
  zip.end();
}

/** One at a time: each has a connection to the bucket while it is read. */
async function add(
  zip: ZipFile,
  { test_id: testId, step_name: step, ...artifact }: LeadArtifact,
  { objectStore, signal }: { objectStore: ObjectStore; signal: AbortSignal },
): Promise<Listed> {
  const { name, title, content_type, size, sha256, key } = artifact;
  const file = `tests/${testId}/${step}/${name}`;
  const listed: Listed = { file, title, content_type, size, sha256 };
  let body: Readable;
  try {
    const object = await objectStore.stream(key, { signal });
    body = object.body as Readable;
  } catch (error) {
    signal.throwIfAborted();
    const why = isError(error) ? error.message : String(error);
    return { ...listed, missing: `It cannot be read from storage now: ${why}` };
  }
  zip.addReadStream(body, file, { compress: isText(content_type) });
  await finished(body);
  return listed;
}

/** Pictures and PDF are packed already. */
function isText(contentType: string): boolean {
  return /^(text|message)\/|json|xml/.test(contentType);
}
