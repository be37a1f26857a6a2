// `yarn sbom`: what the portal is made of, as a software bill of materials
// (CycloneDX) of each part that is deployed, in sbom/; and the list of licences
// in docs/. With --check nothing is written to docs/: it fails when the list
// there is not what is installed.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import { ClearError, run } from './clear-line.mjs';
import { licenceList, notAllowed } from './licences.mjs';
import { yarn } from './yarn.mjs';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
/** What is deployed; the plugins are among what it is made of. */
const PARTS = ['backend', 'app'];
/** By its file: the package exports its own programs alone. */
const PLUGIN = path.join(
  REPOSITORY,
  'node_modules/@cyclonedx/yarn-plugin-cyclonedx/yarn-plugin-cyclonedx.cjs',
);
const LIST = path.join(REPOSITORY, 'docs', 'licences.md');

await run(async () => {
  const folder = path.join(REPOSITORY, 'sbom');
  mkdirSync(folder, { recursive: true });
  const boms = PARTS.map(part => {
    const file = path.join(folder, `${part}.cdx.json`);
    makeBom(path.join(REPOSITORY, 'packages', part), file);
    console.log(`Written: ${path.relative(REPOSITORY, file)}`);
    return JSON.parse(readFileSync(file, 'utf8'));
  });
  const components = boms.flatMap(bom => bom.components);
  const strangers = notAllowed(components);
  if (strangers.length > 0) {
    throw new ClearError(
      `Licences that nobody has agreed to: ${strangers.join(
        ', ',
      )}. Read them, and name them in scripts/licences.mjs if they may be used.`,
    );
  }
  const list = prettier.format(licenceList(components), { parser: 'markdown' });
  if (!process.argv.includes('--check')) {
    writeFileSync(LIST, list);
    console.log(`Written: ${path.relative(REPOSITORY, LIST)}`);
  } else if (readFileSync(LIST, 'utf8') !== list) {
    throw new ClearError(
      'docs/licences.md is not what is installed: run yarn sbom and commit it.',
    );
  }
});

function makeBom(workspace, file) {
  const { status } = yarn(
    [
      'cyclonedx',
      '--production',
      '--output-reproducible',
      ...['--spec-version', '1.6', '--output-file', file],
    ],
    {
      cwd: workspace,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...process.env,
        YARN_PLUGINS: PLUGIN,
      },
    },
  );
  if (status !== 0) {
    throw new ClearError(
      'The bill of materials could not be made; Yarn says why above.',
    );
  }
}
