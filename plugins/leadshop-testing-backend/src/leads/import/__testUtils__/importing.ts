/* Imports over HTTP, as tests order them. */
import {
  ImportOptions,
  ImportSummary,
  LeadImport,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Answer, Caller } from '../../../__testUtils__/backend';

/** A header whose columns are known, but for the last. */
export const HEADER = [
  'Company',
  'URL',
  'E-Mail',
  'Phone',
  'Revenue',
  'Internal id',
];
/** A row below {@link HEADER} with the least that a lead has. */
export const ACME = [
  'Acme Inc.',
  'acme.example',
  'info@acme.example',
  '',
  '',
  '1',
];
/** Another, with more. */
export const BLUE = [
  'Blue Door Books',
  'https://blue-door.example/shop',
  'Hello@Blue-Door.example',
  '(512) 555-0142',
  '$1,250,000',
  '2',
];

/** A file to upload. */
export interface TestFile {
  text: string | Uint8Array;
  name?: string;
}

/** The form of an upload. */
export function formOf(
  { text, name = 'leads.csv' }: TestFile,
  mapping?: Partial<ImportOptions>,
): FormData {
  const form = new FormData();
  if (mapping) form.append('mapping', JSON.stringify(mapping));
  form.append('file', new Blob([text as BlobPart]), name);
  return form;
}

/** Uploads a file. */
export function upload(
  caller: Caller,
  file: TestFile,
  options: { mapping?: Partial<ImportOptions>; dryRun?: boolean } = {},
): Promise<Answer> {
  return caller.request(`/leads/imports?dry_run=${options.dryRun ?? false}`, {
    method: 'POST',
    body: formOf(file, options.mapping),
  });
}

/** Waits on the live feed for a state of an import. */
export async function untilImport(
  caller: Caller,
  id: string,
  matches: (summary: ImportSummary) => boolean,
): Promise<void> {
  const live = await caller.connect();
  try {
    live.send({ type: 'subscribe', channels: [`import:${id}`], after: 0 });
    await live.until(
      message =>
        message.type === 'updates' &&
        message.channel === `import:${id}` &&
        message.payload.some(
          update => update.type === 'import_update' && matches(update.payload),
        ),
    );
  } finally {
    await live.close();
  }
}

/** The import that {@link upload} started, when it has ended. */
export async function ended(
  caller: Caller,
  answer: Answer<{ import_id: string }>,
): Promise<LeadImport> {
  if (answer.status !== 202) {
    throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  }
  const id = answer.body.import_id;
  await untilImport(caller, id, ({ completed_at }) => completed_at !== null);
  return (await caller.get<LeadImport>(`/leads/imports/${id}`)).body;
}

/** Uploads a file and waits for the end of its import. */
export async function importFile(
  caller: Caller,
  text: string,
  options: { mapping?: Partial<ImportOptions>; dryRun?: boolean } = {},
): Promise<LeadImport> {
  return ended(caller, await upload(caller, { text }, options));
}

/** CSV with these cells; the first row is the header. */
export function csv(...rows: string[][]): string {
  return rows
    .map(row => row.map(cell => `"${cell.replace(/"/g, '""')}"`).join(','))
    .join('\n');
}
