/*
 * Plays cells and prints what became of them. Started by scripts/chaos.mjs, which
 * runs PostgreSQL. The exit code is 1 when something was lost, doubled, or did not
 * come back.
 */
import { CELLS } from './cells';
import { Chance } from './support/chance';
import { Dashboard, whyNoDashboard } from './support/Dashboard';
import { Stage } from './support/Stage';
import { holds, story, table } from './support/table';
import { CellResult } from './support/underLoad';

/** So that a fault on a provider does not take minutes to be seen. */
const QUICK = { timeout: { seconds: 3 } };
const PROVIDERS = [
  's3',
  'pagespeed',
  'places',
  'screenshotone',
  'semrush',
  'llm',
  'smtp',
];

async function main(): Promise<number> {
  const { CHAOS_CELLS, CHAOS_SEED, CHAOS_SHORT, CHAOS_TIMES } = process.env;
  const names = (CHAOS_CELLS ?? '').split(',').filter(Boolean);
  const seed = Number(CHAOS_SEED);
  const short = CHAOS_SHORT === 'true';
  const say = (text: string) => process.stdout.write(`${text}\n`);
  say(`Seed ${seed}: run it again with --seed ${seed}`);
  const stage = await Stage.open({
    databaseUrl: process.env.CHAOS_DATABASE_URL ?? '',
    controlUrl: process.env.CHAOS_CONTROL_URL ?? '',
    settings: {
      providers: Object.fromEntries(PROVIDERS.map(name => [name, QUICK])),
    },
  });
  say(`What the backends say is in ${stage.folder}`);
  let stopped = false;
  const close = async () => {
    if (stopped) return;
    stopped = true;
    await stage.close();
  };
  process.once('SIGTERM', () => void close().then(() => process.exit(1)));
  const { CHAOS_CHROMIUM = '' } = process.env;
  const noDashboard =
    CHAOS_CHROMIUM === 'unwanted'
      ? 'it was not asked for'
      : whyNoDashboard(CHAOS_CHROMIUM);
  const results = new Map<string, CellResult>();
  try {
    await stage.ensureBackends();
    if (noDashboard) say(`An open dashboard is not checked: ${noDashboard}`);
    else stage.dashboard = await Dashboard.open(stage, CHAOS_CHROMIUM);
    for (const name of names) {
      const result = await CELLS[name]({
        stage,
        chance: new Chance(seed),
        short,
        times: (usual, few) => Number(CHAOS_TIMES ?? (short ? few : usual)),
      });
      results.set(name, result);
      say(`\n${story(name, result)}`);
    }
  } finally {
    await close();
  }
  say(`\n${table(results)}`);
  return [...results.values()].every(holds) ? 0 : 1;
}

main().then(
  code => process.exit(code),
  error => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
