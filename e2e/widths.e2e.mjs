// No width makes a page scroll sideways. What scrolls inside a page says so,
// and can be reached with the keyboard.
import assert from 'node:assert/strict';
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

/** Tables of evidence are as wide as what a step found. */
async function assertTablesSayThatTheyScroll(page, what) {
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll('table')]
      .map(table => table.parentElement)
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
  Object.fromEntries(
    SIZES.map(viewport => [
      `never scroll sideways at ${viewport.width} px`,
      { viewport },
    ]),
  ),
  async (page, what) => {
    await assertFits(page, what);
    await assertTablesSayThatTheyScroll(page, what);
  },
);
