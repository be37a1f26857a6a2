/*
 * The dashboard in a browser, open during the cells. Its backend is a whole portal
 * that serves the built pages and runs no tests itself (`execution.role: api`); it
 * is hit by everything that hits the database, and it may be killed as well.
 */
import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SystemStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Browser, chromium, Page } from 'playwright-core';
import { Backend } from './Backend';
import { freePort } from './ports';
import { databaseOf, Stage } from './Stage';

const REPOSITORY = path.resolve(__dirname, '../..');
const PAGES = path.join(REPOSITORY, 'packages/app/dist/index.html');
const USER = 'qa-manager';
const SIGN_IN_WITHIN_MS = 120_000;
/** A page that asks for itself does so every five seconds. */
const TRUTH_WITHIN_MS = 30_000;

/** Why no dashboard can be watched; undefined: it can. */
export function whyNoDashboard(chromiumPath: string): string | undefined {
  if (!existsSync(PAGES)) return 'the pages are not built (yarn build:all)';
  if (!chromiumPath) return 'there is no Chromium';
  return undefined;
}

/** A dashboard that is watched by nobody but this. */
export class Dashboard {
  readonly #backend: Backend;
  readonly #browser: Browser;
  readonly #page: Page;

  private constructor(backend: Backend, browser: Browser, page: Page) {
    this.#backend = backend;
    this.#browser = browser;
    this.#page = page;
  }

  static async open(stage: Stage, chromiumPath: string): Promise<Dashboard> {
    const { backend, url } = await portal(stage);
    await backend.start();
    const browser = await chromium.launch({
      executablePath: chromiumPath,
      args: [
        // Chromium's own sandbox does not run as root, as in CI
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-gpu',
        '--disable-background-networking',
      ],
    });
    try {
      await untilUserIsThere(url);
      const page = await browser.newPage({ baseURL: url });
      await page.goto('/', { timeout: SIGN_IN_WITHIN_MS });
      await page.getByTestId(`demo-user-${USER}`).click();
      await page
        .getByRole('heading', { name: 'LeadShop Testing Interface' })
        .waitFor({ timeout: SIGN_IN_WITHIN_MS });
      // A page that is loaded anew has lost the mark
      await page.evaluate(`window.documentOfChaos = true`);
      return new Dashboard(backend, browser, page);
    } catch (error) {
      await browser.close();
      await backend.stop();
      throw error;
    }
  }

  /** Starts its portal again if something has ended it. */
  async ensureBackend(): Promise<void> {
    await this.#backend.start();
  }

  /** Kills its portal and starts it again. */
  async restart(): Promise<void> {
    await this.#backend.kill();
    await this.#backend.start();
  }

  /**
   * Compares what it shows with what is so, when everything has come to rest.
   *
   * @returns what it shows wrongly
   */
  async lies(stage: Stage): Promise<string[]> {
    const until = performance.now() + TRUTH_WITHIN_MS;
    for (;;) {
      const wrong = await this.#wrong(stage);
      if (wrong.length === 0 || performance.now() > until) return wrong;
      await sleep(500);
    }
  }

  async #wrong(stage: Stage): Promise<string[]> {
    const wrong: string[] = [];
    if ((await this.#page.evaluate(`window.documentOfChaos`)) !== true) {
      wrong.push('the dashboard was loaded anew');
    }
    const { rows } = await stage.knex.raw(
      `SELECT count(*) FILTER (WHERE status IN ('pending', 'running'))::int AS active
       FROM test_executions`,
    );
    const response = await fetch(`${stage.backends[0].url}/status`, {
      headers: stage.headers,
    });
    const status = (await response.json()) as SystemStatus;
    const shown = await this.#figures();
    const meant: Record<string, number> = {
      'Active tests': rows[0].active,
      'Completed today': status.completed_tests,
      'Failed today': status.failed_tests,
    };
    for (const [term, value] of Object.entries(meant)) {
      if (shown[term] !== value) {
        wrong.push(`the dashboard shows ${term}: ${shown[term]}, not ${value}`);
      }
    }
    const cards = await this.#page
      .getByRole('article', { name: /^Test of / })
      .count();
    if (rows[0].active === 0 && cards > 0) {
      wrong.push(`the dashboard shows ${cards} tests that have ended`);
    }
    return wrong;
  }

  async #figures(): Promise<Record<string, number>> {
    const terms = await this.#page
      .getByRole('region', { name: 'System Status' })
      .locator('dl > div')
      .evaluateAll(figures =>
        figures.map(figure => [
          figure.querySelector('dt')?.textContent ?? '',
          figure.querySelector('dd')?.textContent ?? '',
        ]),
      );
    return Object.fromEntries(
      terms.map(([term, value]) => [term, Number(value.replace(/\D/g, ''))]),
    );
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#backend.stop();
  }
}

async function portal(
  stage: Stage,
): Promise<{ backend: Backend; url: string }> {
  const [port, http, https, smtp] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  const url = `http://localhost:${port}`;
  const file = path.join(stage.folder, 'portal.json');
  await fs.writeFile(
    file,
    JSON.stringify({
      app: { baseUrl: url },
      backend: {
        baseUrl: url,
        listen: { host: '127.0.0.1', port },
        cors: { origin: url },
        database: databaseOf(stage.databaseUrl),
      },
      // One of its own, because it is part of the portal; no test calls it
      leadshopSandbox: {
        http: { port: http },
        https: { port: https },
        smtp: { port: smtp },
        folder: path.join(stage.folder, 'portal-sandbox'),
      },
      // It sends webhooks as everybody does
      leadshopTesting: { execution: { role: 'api' }, ...stage.sending },
    }),
  );
  return {
    url,
    backend: new Backend({
      name: 'portal',
      port,
      entry: path.join(REPOSITORY, 'packages/backend/src/index'),
      cwd: path.join(REPOSITORY, 'packages/backend'),
      configFiles: [path.join(REPOSITORY, 'app-config.yaml'), file],
      logFile: path.join(stage.folder, 'portal.log'),
    }),
  };
}

/** The catalog reads the demo users after the start. */
async function untilUserIsThere(url: string): Promise<void> {
  const until = performance.now() + SIGN_IN_WITHIN_MS;
  for (;;) {
    const response = await fetch(`${url}/api/auth/demo/refresh`, {
      headers: { 'X-Demo-User': USER, 'X-Requested-With': 'XMLHttpRequest' },
    }).catch(() => undefined);
    if (response?.ok) return;
    if (performance.now() > until) {
      throw new Error(`${USER} cannot sign in to the portal of chaos`);
    }
    await sleep(500);
  }
}
