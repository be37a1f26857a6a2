/** Whether a media query that asks for the width alone holds. */
function fits(query: string, width: number): boolean {
  return [...query.matchAll(/(min|max)-width:\s*([\d.]+)px/g)].every(
    ([, bound, pixels]) =>
      bound === 'min' ? width >= Number(pixels) : width <= Number(pixels),
  );
}

function mediaOf(query: string, width: number): MediaQueryList {
  return Object.assign(new EventTarget(), {
    media: query,
    matches: fits(query, width),
    onchange: null,
    addListener: () => {},
    removeListener: () => {},
  });
}

/** Nothing is painted, so nothing changes its size. */
class StillBoxes implements ResizeObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}

/**
 * Gives every element the size of a screen, so that virtual lists draw rows, and
 * lets pages ask for its width: nothing has a size where nothing is painted.
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
  const { matchMedia, ResizeObserver } = window;
  beforeAll(() => {
    window.matchMedia = query => mediaOf(query, width);
    window.ResizeObserver = StillBoxes;
    names.forEach(name =>
      Object.defineProperty(HTMLElement.prototype, name, {
        configurable: true,
        get: () => sizes[name],
      }),
    );
  });
  afterAll(() => {
    Object.assign(window, { matchMedia, ResizeObserver });
    before.forEach(([name, descriptor]) => {
      if (descriptor) {
        Object.defineProperty(HTMLElement.prototype, name, descriptor);
      }
    });
  });
}
