// Runs one benchmark, prints what it measured and writes it down. A benchmark
// is a module whose default export is
//
//   async (bench: { databaseUrl: string, args: string[] }) => Figure[]
//
// where a figure is { name, value, unit, goal?, reached? } and `reached` says
// whether the goal is met.
'use strict';

const { writeFileSync } = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

async function main() {
  const [file, resultFile, ...args] = process.argv.slice(2);
  const name = path.basename(file).split('.bench.')[0];
  console.log(`\n${name}`);
  const { default: measure } = file.endsWith('.mjs')
    ? await import(pathToFileURL(file))
    : require(file);
  const figures = await measure({
    databaseUrl: process.env.BENCH_DATABASE_URL,
    args,
  });
  for (const { name: figure, value, unit, goal, reached } of figures) {
    const judged = goal === undefined ? '' : `, goal ${goal}`;
    const missed = reached === false ? ' - NOT REACHED' : '';
    console.log(`  ${figure}: ${value} ${unit}${judged}${missed}`);
  }
  writeFileSync(
    resultFile,
    `${JSON.stringify(
      {
        name,
        measured_at: new Date().toISOString(),
        node: process.version,
        cpus: os.cpus().length,
        figures,
      },
      null,
      2,
    )}\n`,
  );
}

main().then(
  () => process.exit(0),
  error => {
    console.error(error);
    process.exit(1);
  },
);
