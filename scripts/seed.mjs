// `yarn seed`: fills the database of `npm start`, or the one that DATABASE_URL
// names, with tests as months of use would leave them, and builds their
// metrics. The portal may be running meanwhile.
//
//   yarn seed --executions 1000000 [--leads 200000] [--days 30] [--no-steps]
//
// It fills no database on another machine unless told with --anywhere.
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { ClearError, run } from './clear-line.mjs';
import { startChosenDatabase } from './postgres/chosen.mjs';
import { requireSupportedNode } from './supported-node.mjs';

/** As Backstage names the database of a plugin. */
const DATABASE = 'backstage_plugin_leadshop-testing';
const LOCAL = ['localhost', '127.0.0.1', '::1', '[::1]'];
const MAX_DAYS = 400;
const PROGRESS_MS = 2_000;

const require = createRequire(import.meta.url);

await run(async () => {
  requireSupportedNode();
  const options = readOptions();
  requireLocal(options.anywhere);
  // The benchmarks and the plugin are TypeScript
  require('@backstage/cli/config/nodeTransform.cjs');
  const database = await startChosenDatabase();
  try {
    console.log(`PostgreSQL: ${database.where}`);
    await seed(connectionOf(database.config.connection), options);
  } finally {
    if (!database.found) database.stop();
  }
});

function readOptions() {
  const { values } = parsed();
  const count = (name, fallback, max) => {
    const text = values[name];
    if (text === undefined) return fallback;
    const number = Number(text);
    if (Number.isInteger(number) && number >= 1 && number <= max) return number;
    throw new ClearError(`--${name} takes a whole number from 1 to ${max}.`);
  };
  if (values.executions === undefined) {
    throw new ClearError(
      'Say how many tests there shall be: yarn seed --executions 1000000 [--leads 200000] [--days 30] [--no-steps]',
    );
  }
  return {
    executions: count('executions', undefined, 100_000_000),
    leads: count('leads', undefined, 10_000_000),
    days: count('days', 30, MAX_DAYS),
    steps: !values['no-steps'],
    anywhere: values.anywhere,
  };
}

function parsed() {
  try {
    return parseArgs({
      options: {
        executions: { type: 'string' },
        leads: { type: 'string' },
        days: { type: 'string' },
        'no-steps': { type: 'boolean' },
        anywhere: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new ClearError(error.message);
  }
}

function requireLocal(anywhere) {
  const given = process.env.DATABASE_URL;
  if (!given || anywhere || !URL.canParse(given)) return;
  const { hostname } = new URL(given);
  if (LOCAL.includes(hostname)) return;
  throw new ClearError(
    `DATABASE_URL names a database on ${hostname}, and made-up tests cannot be taken out again. If it is meant, add --anywhere.`,
  );
}

function connectionOf(connection) {
  if (typeof connection !== 'string') {
    return { ...connection, database: DATABASE };
  }
  const url = new URL(connection);
  url.pathname = `/${DATABASE}`;
  return url.href;
}

async function seed(connection, { anywhere: _, ...options }) {
  const { prepareDatabase } = require('../benchmarks/support/database.ts');
  const { seedExecutions } = require('../benchmarks/support/seedExecutions.ts');
  const {
    MetricsFold,
  } = require('../plugins/leadshop-testing-backend/src/store/metrics/MetricsFold.ts');
  const knex = await prepareDatabase(connection);
  try {
    const began = Date.now();
    let said = began;
    await seedExecutions(knex, {
      ...options,
      onProgress(done) {
        if (Date.now() - said < PROGRESS_MS && done < options.executions)
          return;
        said = Date.now();
        console.log(`${done} of ${options.executions} tests`);
      },
    });
    console.log('Building their metrics');
    const tests = await new MetricsFold(knex).build({ again: true });
    const seconds = Math.round((Date.now() - began) / 1000);
    console.log(`There are ${tests} ended tests now; it took ${seconds} s.`);
  } finally {
    await knex.destroy();
  }
}
