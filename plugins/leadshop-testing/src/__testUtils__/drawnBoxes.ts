/**
 * Gives every element the size of a screen, so that virtual lists draw rows:
 * nothing has a size where nothing is painted.
 */
export function drawnBoxes({ width = 1280, height = 800 } = {}): void {
  const sizes = { offsetWidth: width, offsetHeight: height };
  const names = ['offsetWidth', 'offsetHeight'] as const;
  const before = names.map(
    name =>
      [
        name,
        Object.getOwnPropertyDescriptor(HTMLElement.prototype, name),
      ] as const,
  );
  beforeAll(() =>
    names.forEach(name =>
      Object.defineProperty(HTMLElement.prototype, name, {
        configurable: true,
        get: () => sizes[name],
      }),
    ),
  );
  afterAll(() =>
    before.forEach(([name, descriptor]) => {
      if (descriptor) {
        Object.defineProperty(HTMLElement.prototype, name, descriptor);
      }
    }),
  );
}
