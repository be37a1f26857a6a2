import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Artifact } from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  endedTest,
  stepResult,
  testId,
  wholeTest,
} from '../../__testUtils__/executions';
import { InMemoryTesting } from '../../__testUtils__/InMemoryTesting';
import { renderPage } from '../../__testUtils__/renderPage';
import { LeadshopTestingContent } from '../LeadshopTestingPage';

function artifact(name: string, content_type: string): Artifact {
  return {
    name,
    content_type,
    size: 2048,
    sha256: 'abc',
    title: `Title of ${name}`,
    personal: false,
  };
}

describe('artifacts of a test', () => {
  let api: InMemoryTesting;
  let revoked: string[];

  const open = () =>
    renderPage(<LeadshopTestingContent />, {
      api,
      at: `/tests/${testId(1)}`,
    });
  const has = (test: ReturnType<typeof wholeTest>) =>
    api.tests.set(test.id, test);

  beforeEach(() => {
    api = new InMemoryTesting();
    revoked = [];
    let made = 0;
    // The browser of these tests has no addresses for blobs.
    URL.createObjectURL = () => `blob:${++made}`;
    URL.revokeObjectURL = url => revoked.push(url);
  });

  it('shows artifacts and lets go of their memory', async () => {
    has(
      wholeTest(endedTest(1), {
        pipeline_results: [
          stepResult(1, 'success', {
            artifacts: [
              artifact('shot.png', 'image/png'),
              artifact('report.pdf', 'application/pdf'),
              artifact('mail.html', 'text/html; charset=utf-8'),
              artifact('mail.eml', 'message/rfc822'),
            ],
          }),
        ],
      }),
    );
    api.artifacts.set('shot.png', new Blob(['png']));
    api.artifacts.set('report.pdf', new Blob(['pdf']));
    const mail = new Blob(['<p>Hello</p><script>alert(1)</script>']);
    mail.text = async () => '<p>Hello</p><script>alert(1)</script>';
    const { createObjectURL } = URL;
    const types: string[] = [];
    URL.createObjectURL = blob => {
      types.push((blob as Blob).type);
      return createObjectURL(blob);
    };
    api.artifacts.set('mail.html', mail);
    const { unmount } = await open();
    expect(
      await screen.findByRole('img', { name: 'Title of shot.png' }),
    ).toHaveAttribute('src', 'blob:1');

    await userEvent.click(
      screen.getByRole('button', { name: 'Show Title of report.pdf' }),
    );
    expect(await screen.findByTitle('Title of report.pdf')).toHaveAttribute(
      'src',
      'blob:2',
    );

    await userEvent.click(
      screen.getByRole('button', { name: 'Show Title of mail.html' }),
    );
    const frame = await screen.findByTitle('Title of mail.html');
    // An empty sandbox: no scripts, no forms, no same origin.
    expect(frame).toHaveAttribute('sandbox', '');
    expect(frame.getAttribute('srcdoc')).toContain("default-src 'none'");
    expect(frame.getAttribute('srcdoc')).toContain('Hello');
    expect(
      screen.queryByRole('button', { name: 'Show Title of mail.eml' }),
    ).not.toBeInTheDocument();
    // What a server says of a file does not make it a page of the portal.
    expect(types).toEqual(['image/png', 'application/pdf']);
    unmount();
    expect(revoked).toEqual(expect.arrayContaining(['blob:1', 'blob:2']));
  });

  it('says when an artifact cannot be downloaded', async () => {
    has(
      wholeTest(endedTest(1), {
        pipeline_results: [
          stepResult(1, 'success', {
            artifacts: [artifact('mail.eml', 'message/rfc822')],
          }),
        ],
      }),
    );
    const { alerts } = await open();
    const [button] = await screen.findAllByRole('button', {
      name: 'Download Title of mail.eml',
    });
    await userEvent.click(button);
    await waitFor(() =>
      expect(alerts).toMatchObject([
        { message: expect.stringContaining('No such artifact') },
      ]),
    );
  });
});
