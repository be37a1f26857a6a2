// No width makes a page scroll sideways. What scrolls inside a page says so,
// and can be reached with the keyboard. The tour is made on the narrowest
// screen: everything can be reached there, too.
import assert from 'node:assert/strict';
import { settled } from './pages.mjs';
import { describeTour } from './tour.mjs';

const SIZES = [
  { width: 375, height: 812 },
  { width: 768, height: 1024 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];

async function assertFits(page, what) {
  const { content, window } = await page.evaluate(() => ({
    content: Math.max(
      document.scrollingElement.scrollWidth,
      // Backstage lets this one scroll for itself
      document.querySelector('main').scrollWidth +
        document.querySelector('main').getBoundingClientRect().left,
    ),
    window: innerWidth,
  }));
  assert.ok(content <= window, `${what}: ${content} px in ${window} px`);
}

/** Tables of evidence are as wide as what a step found; lists of rows are not. */
async function assertTablesSayThatTheyScroll(page, what) {
  const cut = await page.evaluate(() =>
    [
      ...[...document.querySelectorAll('table')].map(
        table => table.parentElement,
      ),
      ...document.querySelectorAll('[role="grid"]'),
    ]
      .filter(
        place =>
          place.scrollWidth > place.clientWidth &&
          !(
            place.tabIndex === 0 &&
            place.previousElementSibling?.checkVisibility() &&
            /sideways/.test(place.previousElementSibling.textContent)
          ),
      )
      .map(place => place.textContent),
  );
  assert.deepEqual(cut, [], what);
}

describeTour(
  { 'never scroll sideways': { viewport: SIZES[0] } },
  async (page, what) => {
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await settled(page);
      const where = `${what} at ${size.width} px`;
      await assertFits(page, where);
      await assertTablesSayThatTheyScroll(page, where);
    }
    await page.setViewportSize(SIZES[0]);
  },
);
