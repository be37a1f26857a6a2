import { existsSync } from 'node:fs';
import { ClearError } from './clear-line.mjs';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** @returns {string} a browser that Playwright can drive */
export function findChromium() {
  const candidates = process.env.CHROMIUM_PATH
    ? [process.env.CHROMIUM_PATH]
    : USUAL_PLACES;
  const found = candidates.find(file => existsSync(file));
  if (!found) {
    throw new ClearError(
      `The browser tests need Chromium, and there is none at ${candidates.join(
        ', ',
      )}. Install it (on Debian: apt-get install chromium) or set CHROMIUM_PATH.`,
    );
  }
  return found;
}
