// Runs before anything is installed, on whatever Node there is: plain syntax.
import { readFileSync } from 'node:fs';
import { ClearError } from './clear-line.mjs';

/** Refuses a Node that is older than package.json's `engines`. */
export function requireSupportedNode(version = process.versions.node) {
  const { engines } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  const [, minimum] = /^>=(.+)$/.exec(engines.node);
  const [major, minor] = version.split('.').map(Number);
  const [minMajor, minMinor] = minimum.split('.').map(Number);
  if (major < minMajor || (major === minMajor && minor < minMinor)) {
    throw new ClearError(
      `Node ${version} is too old: LeadShop Testing needs Node ${minimum} or newer. Install a newer one from your package manager and try again.`,
    );
  }
}
