// One way through all pages, for what must hold on each of them: at four widths
// none scrolls sideways, and in both themes everybody can use it. The tour is
// made on the narrowest screen: everything can be reached there, too.
import { AXE, assertAccessible } from './accessible.mjs';
import { assertFits } from './fits.mjs';
import { settled } from './pages.mjs';
import { describeTour } from './tour.mjs';

const SIZES = [
  { width: 375, height: 812 },
  { width: 768, height: 1024 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];
/** Where axe looks at a page: there is most to be seen. */
const DESKTOP = 1280;

describeTour(
  {
    'fit on every screen, and can be used by everybody': {
      viewport: SIZES[0],
      colorScheme: 'light',
    },
  },
  async (page, what) => {
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await settled(page);
      const where = `${what} at ${size.width} px`;
      await assertFits(page, where);
      if (size.width === DESKTOP) await assertAccessible(page, where);
    }
    await page.setViewportSize(SIZES[0]);
    await settled(page);
  },
  { script: AXE },
);
