// `yarn build:api-reports`: writes report.api.md beside each published
// package, so that a reviewer sees what a change exposes. With --ci it only
// compares, and fails where they differ.
import { createRequire } from 'node:module';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ClearError, run } from './clear-line.mjs';
import { REPOSITORY } from './portal/settings.mjs';
import { onStopRequest, startGroup } from './processes.mjs';

const require = createRequire(import.meta.url);

/**
 * What the reports leave out: that packages find each other's sources and not
 * their declarations, which the message tells with the path on this machine;
 * and that a field whose name says it all has no comment.
 */
const OMITTED = ['ae-wrong-input-file-type', 'ae-undocumented'];

/** @param {string} name of the package that has the program */
function program(name, bin) {
  const manifest = require.resolve(`${name}/package.json`);
  return path.join(path.dirname(manifest), require(manifest).bin[bin]);
}

await run(async () => {
  const packages = readdirSync(path.join(REPOSITORY, 'plugins')).map(
    folder => `plugins/${folder}`,
  );
  let group;
  onStopRequest({ stop: () => group?.stop(), force: () => group?.kill() });
  const execute = async (...args) => {
    group = startGroup(process.execPath, args, { cwd: REPOSITORY });
    return group.ended;
  };
  // The reports are made from the declarations
  if ((await execute(program('typescript', 'tsc'))) !== 0) {
    throw new ClearError('The types do not check; tsc says where above.');
  }
  return execute(
    program('@backstage/repo-tools', 'backstage-repo-tools'),
    'api-reports',
    `--omit-messages=${OMITTED.join()}`,
    ...process.argv.slice(2),
    ...packages,
  );
});
