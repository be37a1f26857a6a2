// What each page offers to each of the five roles. Who may what is asked of the
// server, so that a change of the matrix changes what is expected here.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { callApi } from './api.mjs';
import {
  openAdmin,
  openBatch,
  openHistory,
  openLeads,
  openTest,
  settled,
  STILL,
} from './pages.mjs';
import { openBrowser, signIn } from './portal.mjs';
import { setScene } from './scene.mjs';

const ROLES = ['admin', 'qa-manager', 'qa-tester', 'developer', 'viewer'];

const NAV = { role: 'navigation', name: 'LeadShop Testing' };

/**
 * What is offered on a page, and the permissions of which any lets somebody
 * have it; none: everybody who may see test results.
 *
 * @typedef {object} Offer
 * @property {import('playwright-core').Page['getByRole'] extends (role: infer R, ...rest: any[]) => any ? R : never} role
 * @property {string | RegExp} name
 * @property {string[]} [permissions]
 */

/** A tab of the administration is a page with a permission of its own. */
const adminTab = (tab, permission, offers = []) => ({
  page: `the administration, ${tab}`,
  path: `/leadshop-testing/admin/${tab}`,
  permissions: [permission],
  open: page => openAdmin(page, tab),
  offers,
});

/** @type {{ page: string, path?: string, permissions?: string[], open: Function, offers: Offer[] }[]} */
const PAGES = [
  {
    page: 'the dashboard',
    open: async page => {
      await page.goto('/leadshop-testing');
      await page.getByRole('region', { name: 'Recent Test History' }).waitFor();
    },
    offers: [
      {
        role: 'button',
        name: /^Run Full Pipeline Test/,
        permissions: ['run_pipeline_tests'],
      },
      {
        role: 'button',
        name: 'Test Sample Lead',
        permissions: ['run_pipeline_tests'],
      },
      {
        role: 'button',
        name: 'View System Metrics',
        permissions: ['view_system_metrics'],
      },
      { role: 'button', name: 'Download Test Report' },
    ],
  },
  {
    page: 'a failed test',
    open: (page, scene) => openTest(page, scene.failed),
    offers: [
      {
        role: 'button',
        name: 'Rerun',
        permissions: ['run_pipeline_tests'],
      },
      {
        role: 'button',
        name: 'Rerun from here',
        permissions: ['run_pipeline_tests'],
      },
    ],
  },
  {
    page: 'a batch with failed tests',
    open: (page, scene) => openBatch(page, scene.batch),
    offers: [
      {
        role: 'button',
        name: /^Rerun failed/,
        permissions: ['run_pipeline_tests'],
      },
    ],
  },
  {
    page: 'the history',
    open: page => openHistory(page),
    offers: [{ role: 'button', name: /^(Export|Download)/ }],
  },
  {
    page: 'the leads',
    path: '/leadshop-testing/leads',
    permissions: ['manage_leads', 'run_pipeline_tests'],
    open: page => openLeads(page),
    offers: [
      {
        role: 'button',
        name: 'Import',
        permissions: ['bulk_import_leads'],
      },
      { role: 'button', name: 'Export', permissions: ['manage_leads'] },
    ],
  },
  adminTab('roles', 'manage_users'),
  adminTab('audit', 'view_audit_logs', [
    { role: 'button', name: 'Check the chain' },
    { role: 'button', name: 'Export' },
  ]),
  adminTab('settings', 'manage_system_config'),
  adminTab('credentials', 'manage_system_config', [
    { role: 'button', name: 'Store credential' },
  ]),
];

describe('what the pages offer', () => {
  let browser;
  let scene;
  before(async () => {
    browser = await openBrowser();
    scene = await setScene();
  });
  after(() => browser.close());

  for (const user of ROLES) {
    describe(`to ${user}`, () => {
      let page;
      let may;
      before(async () => {
        const { body } = await callApi(user, '/me');
        may = permissions =>
          !permissions ||
          permissions.some(name => body.permissions.includes(name));
        page = await signIn(browser, user, STILL);
      });
      after(() => page.close());

      it('the way to the pages they may see', async () => {
        const nav = page.getByRole(NAV.role, { name: NAV.name });
        const links = await nav.getByRole('link').allTextContents();
        assert.deepEqual(
          links,
          [
            ['Dashboard'],
            ['Leads', ['manage_leads', 'run_pipeline_tests']],
            ['Batches'],
            ['History'],
            ['System metrics', ['view_system_metrics']],
            ['Alerts', ['view_system_metrics', 'manage_system_config']],
            [
              'Admin',
              [
                'manage_users',
                'view_audit_logs',
                'manage_system_config',
                'system_administration',
              ],
            ],
          ]
            .filter(([, permissions]) => may(permissions))
            .map(([text]) => text),
        );
      });

      for (const { page: what, path, permissions, open, offers } of PAGES) {
        it(what, async () => {
          if (!may(permissions)) {
            await page.goto(path);
            await page.getByText(/^You may not see/).waitFor();
            return;
          }
          await open(page, scene);
          await settled(page);
          for (const offer of offers) {
            const found = page.getByRole(offer.role, { name: offer.name });
            if (may(offer.permissions)) await found.first().waitFor();
            else assert.equal(await found.count(), 0, `${offer.name}`);
          }
        });
      }
    });
  }
});
