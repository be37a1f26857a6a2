// `yarn audit`: whether an advisory of severity high or critical is known for
// what is installed. Not every registry answers that; then it says "not checked"
// and passes, or fails with --required.
import { fileURLToPath } from 'node:url';
import { advisoriesIn } from './advisories.mjs';
import { ClearError, run } from './clear-line.mjs';
import { yarn } from './yarn.mjs';

await run(async () => {
  const { status, stdout } = yarn(
    [
      ...['npm', 'audit', '--all', '--recursive', '--json'],
      ...['--severity', 'high'],
    ],
    {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  const advisories = advisoriesIn(stdout);
  if (advisories.length > 0) {
    throw new ClearError(
      `Known advisories of severity high or critical:\n${advisories.join(
        '\n',
      )}\nUpdate what they name, or write into docs/security.md why they do no harm here.`,
    );
  }
  if (status === 0) {
    console.log('registry audit: no advisory of severity high or critical');
    return;
  }
  const notChecked =
    'registry audit: not checked, the registry does not answer it';
  if (process.argv.includes('--required')) throw new ClearError(notChecked);
  console.log(notChecked);
});
