// No width makes a page scroll sideways. What scrolls inside a page says so,
// and can be reached with the keyboard.
import assert from 'node:assert/strict';
async function assertPageFits(page, what) {
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

/**
 * @param {import('playwright-core').Page} page
 * @param {string} what it shows, and how wide it is
 */
export async function assertFits(page, what) {
  await assertPageFits(page, what);
  await assertTablesSayThatTheyScroll(page, what);
}
