/*
 * P7: how long the dashboard takes in Chromium, from the navigation to the last
 * panel with data, with the pages as they are built for production and served by
 * the backend, and 100,000 tests in the database. Each visit is a document of its
 * own; the first visits find an empty cache, the later ones what the browser kept.
 * Yardstick: a page of the same portal that shows nothing of the plugin.
 *
 * What the dashboard loads beyond that page is the plugin's code, with the
 * libraries that nobody else loads, and so is the part of the portal that holds
 * the plugin's texts; the chunk that draws charts is counted apart.
 *
 * `yarn bench dashboard [tests] [--no-build]`
 */
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { findChromium } from '../scripts/chromium.mjs';
import { buildPages, startBuiltPortal } from '../scripts/portal/built.mjs';

const require = createRequire(import.meta.url);
const { prepareDatabase, round } = require('./support/database.ts');
const { seedExecutions } = require('./support/seedExecutions.ts');
const {
  MetricsFold,
} = require('../plugins/leadshop-testing-backend/src/store/metrics/MetricsFold.ts');

const TESTS = 100_000;
const DAYS = 30;
const DATABASE = 'backstage_plugin_leadshop-testing';
const USER = 'admin';
const EMPTY_PAGE = '/nothing-is-here';
const DASHBOARD = `/leadshop-testing?days=${DAYS}`;
const VISITS = 9;
const VIEWPORT = { width: 1280, height: 900 };
const GOAL_MS = 1000;
const GOAL_KB = 250;
/** As Chromium defines a long task. */
const LONG_TASK_MS = 50;
/** Only the library that draws charts speaks of it. */
const CHART_LIBRARY = 'recharts-surface';
/** The plugin's APIs and texts are called so. */
const PLUGIN = 'plugin.leadshop-testing';
const PATIENCE_MS = 120_000;

const median = values =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** In the page: when it shows all it has, in ms since the navigation. */
function emptyPageIsThere() {
  return document.body.innerText.includes('404') && performance.now();
}

/** In the page: as above, for the dashboard. */
function lastPanelIsThere() {
  const panel = title =>
    [...document.querySelectorAll('section')].find(
      section => section.querySelector('h3')?.textContent === title,
    );
  const charts = document.querySelectorAll(
    '[role="img"] svg.recharts-surface path, [role="img"] svg.recharts-surface .recharts-bar',
  );
  const there =
    document.querySelector('[aria-busy="true"]') === null &&
    panel('System Status')?.querySelectorAll('li').length === 13 &&
    panel('Testing Metrics')?.querySelectorAll('[role="group"]').length > 3 &&
    panel('Pipeline Step Success Rates')?.querySelector('svg path') &&
    panel('Test Status Distribution')?.querySelector('svg path') &&
    panel('Revenue Impact')?.querySelector('li') &&
    panel('Recent Test History')?.querySelector('a[href*="/tests/"]') &&
    charts.length > 0;
  return there ? performance.now() : false;
}

/** @param {import('playwright-core').Page} page */
async function timeTo(page, address, isThere) {
  await page.goto(address, { waitUntil: 'commit' });
  const when = await page.waitForFunction(isThere, undefined, {
    polling: 'raf',
    timeout: PATIENCE_MS,
  });
  return when.jsonValue();
}

/** @param {import('playwright-core').Page} page */
async function visits(page, address, isThere, { cold }) {
  const devtools = await page.context().newCDPSession(page);
  const times = [];
  for (let visit = 0; visit < VISITS; visit++) {
    if (cold) await devtools.send('Network.clearBrowserCache');
    times.push(await timeTo(page, address, isThere));
  }
  return times;
}

/** The addresses of the scripts that a page loads. */
async function scriptsOf(page, address, isThere) {
  const addresses = new Set();
  const note = request => {
    if (/\.js($|\?)/.test(request.url())) addresses.add(request.url());
  };
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.clearBrowserCache');
  page.on('request', note);
  await timeTo(page, address, isThere);
  page.off('request', note);
  return addresses;
}

async function codeSize(page) {
  const shell = await scriptsOf(page, EMPTY_PAGE, emptyPageIsThere);
  const all = await scriptsOf(page, DASHBOARD, lastPanelIsThere);
  const size = { plugin: 0, charts: 0 };
  for (const address of all) {
    const code = await (await fetch(address)).text();
    // Texts and API clients are in the portal's own entry, as of any plugin
    if (shell.has(address) && !code.includes(PLUGIN)) continue;
    const kind = code.includes(CHART_LIBRARY) ? 'charts' : 'plugin';
    size[kind] += gzipSync(code).length / 1000;
  }
  return size;
}

/** In the page, before its own scripts: notes what keeps it busy. */
function noteLongTasks() {
  window.longTasks = [];
  new PerformanceObserver(list =>
    window.longTasks.push(...list.getEntries().map(entry => entry.duration)),
  ).observe({ type: 'longtask', buffered: true });
}

async function longTasks(page, address, isThere) {
  await timeTo(page, address, isThere);
  return page.evaluate(() => window.longTasks);
}

/** What a visit takes of the processor in the page's main thread, in ms. */
async function processorTime(page, address, isThere) {
  const devtools = await page.context().newCDPSession(page);
  // However busy the machine is with other things
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const used = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
  };
  const times = [];
  for (let visit = 0; visit < VISITS; visit++) {
    await page.goto('about:blank');
    const before = await used();
    await timeTo(page, address, isThere);
    times.push((await used()) - before);
  }
  return median(times);
}

async function inBrowser() {
  // It reads where the portal is when it is loaded
  const { openBrowser, openPortal } = await import('../e2e/portal.mjs');
  const browser = await openBrowser();
  try {
    const page = await openPortal(browser, USER, { viewport: VIEWPORT });
    await page.addInitScript(noteLongTasks);
    const size = await codeSize(page);
    const results = { size };
    for (const cold of [true, false]) {
      const empty = await visits(page, EMPTY_PAGE, emptyPageIsThere, { cold });
      const dashboard = await visits(page, DASHBOARD, lastPanelIsThere, {
        cold,
      });
      results[cold ? 'cold' : 'warm'] = {
        empty: median(empty),
        dashboard: median(dashboard),
        slowest: Math.max(...dashboard),
      };
    }
    results.emptyTasks = await longTasks(page, EMPTY_PAGE, emptyPageIsThere);
    results.tasks = await longTasks(page, DASHBOARD, lastPanelIsThere);
    results.processor = {
      empty: await processorTime(page, EMPTY_PAGE, emptyPageIsThere),
      dashboard: await processorTime(page, DASHBOARD, lastPanelIsThere),
    };
    return results;
  } finally {
    await browser.close();
  }
}

function timeFigures(what, { dashboard, slowest, empty }) {
  return [
    {
      name: `${what}: to the last panel, median of ${VISITS}`,
      value: Math.round(dashboard),
      unit: 'ms',
      goal: `< ${GOAL_MS}`,
      reached: dashboard < GOAL_MS,
    },
    {
      name: `${what}: to the last panel, slowest`,
      value: Math.round(slowest),
      unit: 'ms',
    },
    {
      name: `${what}: yardstick, the portal without the plugin`,
      value: Math.round(empty),
      unit: 'ms',
    },
    {
      name: `${what}: beyond the yardstick`,
      value: Math.round(dashboard - empty),
      unit: 'ms',
    },
  ];
}

const taskFigures = (what, tasks) => [
  {
    name: `${what}: tasks over ${LONG_TASK_MS} ms`,
    value: tasks.length,
    unit: 'tasks',
  },
  {
    name: `${what}: the longest task`,
    value: Math.round(Math.max(0, ...tasks)),
    unit: 'ms',
  },
];

export default async function measure({ databaseUrl, args }) {
  const tests = Number(args.find(arg => !arg.startsWith('--')) ?? TESTS);
  if (!args.includes('--no-build')) await buildPages();
  const { hostname, port, username, password } = new URL(databaseUrl);
  const connection = {
    host: hostname,
    port: Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
  };
  const knex = await prepareDatabase({ ...connection, database: DATABASE });
  await seedExecutions(knex, { executions: tests, days: DAYS });
  await new MetricsFold(knex).build({ again: true });
  await knex.destroy();
  const portal = await startBuiltPortal({ client: 'pg', connection });
  try {
    process.env.BASE_URL = portal.url;
    process.env.CHROMIUM_PATH = findChromium();
    const { size, cold, warm, tasks, emptyTasks, processor } =
      await inBrowser();
    return [
      ...timeFigures('first visit', cold),
      ...timeFigures('later visits', warm),
      {
        name: 'code of the plugin on the dashboard, gzip',
        value: round(size.plugin),
        unit: 'kB',
        goal: `<= ${GOAL_KB}`,
        reached: size.plugin <= GOAL_KB,
      },
      {
        name: 'the chunk that draws charts, gzip',
        value: round(size.charts),
        unit: 'kB',
      },
      {
        name: 'later visits: processor time of the main thread, median',
        value: Math.round(processor.dashboard),
        unit: 'ms',
      },
      {
        name: 'the same of the portal without the plugin',
        value: Math.round(processor.empty),
        unit: 'ms',
      },
      ...taskFigures('dashboard', tasks),
      ...taskFigures('the portal without the plugin', emptyTasks),
    ];
  } finally {
    await portal.group.stop();
  }
}
