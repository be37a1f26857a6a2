import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  accessibilityProblems,
  renderPage,
} from '../../__testUtils__/renderPage';
import { JsonView } from './JsonView';

describe('JsonView', () => {
  const { createObjectURL, revokeObjectURL } = URL;
  let saved: { blob: Blob; name: string }[];

  beforeEach(() => {
    saved = [];
    let latest: Blob;
    URL.createObjectURL = blob => {
      latest = blob as Blob;
      return 'blob:json';
    };
    URL.revokeObjectURL = () => {};
    jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(function click(this: HTMLAnchorElement) {
        saved.push({ blob: latest, name: this.download });
      });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    Object.assign(URL, { createObjectURL, revokeObjectURL });
  });

  const show = (value: unknown) =>
    renderPage(<JsonView value={value} fileName="test.json" />);
  const tree = () => screen.getByRole('region', { name: 'Raw JSON' });

  it('opens small parts and keeps large ones closed', async () => {
    const { container } = await show({
      small: { verified: true },
      large: Array.from({ length: 250 }, (_, index) => `item ${index}`),
      deep: { a: { b: { c: 'far' } } },
    });
    expect(tree()).toHaveTextContent('verified: true');
    expect(tree()).not.toHaveTextContent('item 0');
    expect(tree()).not.toHaveTextContent('far');
    await userEvent.click(
      within(tree()).getByRole('button', { name: /large ?250 items/ }),
    );
    expect(tree()).toHaveTextContent('item 99');
    expect(tree()).not.toHaveTextContent('item 100');
    await userEvent.click(
      within(tree()).getByRole('button', { name: 'Show 100 more' }),
    );
    expect(tree()).toHaveTextContent('item 199');
    expect(
      within(tree()).getByRole('button', { name: 'Show 50 more' }),
    ).toBeInTheDocument();
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it('shows the beginning of a long text', async () => {
    await show({ error: `${'x'.repeat(9_999)}!` });
    expect(tree()).not.toHaveTextContent('!');
    await userEvent.click(
      within(tree()).getByRole('button', { name: /Show all 10,002/ }),
    );
    expect(tree()).toHaveTextContent('!');
  });

  it('opens and closes everything', async () => {
    await show({ deep: { a: { b: { c: 'far' } } } });
    await userEvent.click(screen.getByRole('button', { name: 'Expand all' }));
    expect(tree()).toHaveTextContent('c: "far"');
    await userEvent.click(screen.getByRole('button', { name: 'Collapse all' }));
    expect(tree()).not.toHaveTextContent('far');
  });

  it('copies and saves all of it', async () => {
    const value = { text: 'x'.repeat(5_000) };
    const user = userEvent.setup();
    await show(value);
    await user.click(screen.getByRole('button', { name: 'Download' }));
    expect(saved).toMatchObject([{ name: 'test.json' }]);
    expect(saved[0].blob.size).toBe(JSON.stringify(value, null, 2).length);
  });
});
