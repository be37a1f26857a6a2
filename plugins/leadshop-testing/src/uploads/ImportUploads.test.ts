import { waitFor } from '@testing-library/react';
import { mockApis } from '@backstage/test-utils';
import { english } from '../__testUtils__/english';
import { InMemoryTesting } from '../__testUtils__/InMemoryTesting';
import { refused } from '../__testUtils__/refusals';
import { ImportUploads, uploadProblemText } from './ImportUploads';

const FILE = new File(
  ['business_name,website_url,email\nTest Corp,https://test.com,a@b.com'],
  'leads.csv',
);

/** Whether the browser would ask before the portal is left. */
function asksBeforeLeaving(): boolean {
  const leaving = new Event('beforeunload', { cancelable: true });
  window.dispatchEvent(leaving);
  return leaving.defaultPrevented;
}

describe('ImportUploads', () => {
  let api: InMemoryTesting;
  let alerts: string[];
  let uploads: ImportUploads;
  const problem = () => uploadProblemText(english(), uploads.list()[0].problem);

  beforeEach(() => {
    api = new InMemoryTesting();
    alerts = [];
    uploads = new ImportUploads({
      api,
      alertApi: { post: ({ message }) => alerts.push(message) },
      translationApi: mockApis.translation(),
    });
  });

  it('sends a file and forgets it when it has arrived', async () => {
    api.imports.slowUploads = true;
    const { id, arrival } = uploads.send(FILE, { on_duplicate: 'skip' });
    await waitFor(() =>
      expect(uploads.list()).toEqual([
        { id, fileName: 'leads.csv', fileSize: FILE.size, sent: 0.5 },
      ]),
    );
    expect(asksBeforeLeaving()).toBe(true);
    api.imports.arrive();
    expect(await arrival).toBe(api.imports.stored[0].id);
    expect(uploads.list()).toEqual([]);
    expect(asksBeforeLeaving()).toBe(false);
    expect(alerts).toEqual(['leads.csv has arrived and is imported now.']);
  });

  it('leaves the telling to those who look', async () => {
    const heard = jest.fn();
    const stop = uploads.subscribe(heard);
    await uploads.send(FILE, {}).arrival;
    expect(heard).toHaveBeenCalled();
    expect(alerts).toEqual([]);
    stop();
    await uploads.send(FILE, {}).arrival;
    expect(alerts).toHaveLength(1);
  });

  it('keeps a file that was not taken, to be sent again', async () => {
    api.imports.failing.start = await refused(413, 'TooLarge', 'Too large');
    const { id, arrival } = uploads.send(FILE, {});
    expect(await arrival).toBeUndefined();
    expect(uploads.list()).toMatchObject([{ id }]);
    expect(problem()).toBe('Too large');
    expect(alerts).toEqual(['leads.csv was not imported: Too large']);
    expect(asksBeforeLeaving()).toBe(false);
    api.imports.failing = {};
    expect(await uploads.sendAgain(id)).toBe(api.imports.stored[0].id);
    expect(uploads.list()).toEqual([]);
  });

  it('says that a file may be there when the connection broke', async () => {
    api.imports.failing.start = new TypeError('Failed to fetch');
    await uploads.send(FILE, {}).arrival;
    expect(problem()).toMatch(
      /The backend did not answer.*may have arrived all the same/,
    );
  });

  it('stops an upload without a word', async () => {
    api.imports.slowUploads = true;
    const { id, arrival } = uploads.send(FILE, {});
    await waitFor(() => expect(uploads.list()[0].sent).toBe(0.5));
    uploads.dismiss(id);
    expect(await arrival).toBeUndefined();
    expect(uploads.list()).toEqual([]);
    expect(alerts).toEqual([]);
    expect(asksBeforeLeaving()).toBe(false);
    expect(api.imports.stored).toEqual([]);
    expect(await uploads.sendAgain(id)).toBeUndefined();
  });

  it('notices a file that is gone', async () => {
    const gone = new File(['x'], 'gone.csv');
    gone.slice = () => {
      throw new DOMException('gone', 'NotReadableError');
    };
    await uploads.send(gone, {}).arrival;
    expect(problem()).toMatch(/gone\.csv was changed, moved or deleted/);
    expect(api.imports.started).toEqual([]);
  });
});
