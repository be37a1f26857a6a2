// The suites of `yarn test:security`, by what they attack: files of tests by the
// beginnings of their names.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
const BACKEND = 'plugins/leadshop-testing-backend/src';
const PAGES = 'plugins/leadshop-testing/src';

export const SUITES = {
  'hostile input': [
    `${BACKEND}/attacks`,
    `${BACKEND}/api/badInput`,
    `${BACKEND}/api/bodyShape`,
  ],
  network: [`${BACKEND}/pipeline/network`],
  uploads: [
    `${BACKEND}/leads/import/upload`,
    `${BACKEND}/leads/import/file/xls`,
  ],
  formulas: [
    `${BACKEND}/leads/export/formats`,
    'plugins/leadshop-testing-common/src/import/formulas',
  ],
  sockets: [`${BACKEND}/live/liveFeed`, `${BACKEND}/live/withdrawal`],
  permissions: [
    `${BACKEND}/api/PermissionGuard`,
    `${BACKEND}/api/permissionMatrix`,
    `${BACKEND}/api/servicePrincipals`,
    'plugins/leadshop-testing-node/src/roles',
    'plugins/permission-backend-module-leadshop-roles/src',
    'plugins/auth-backend-module-demo-provider/src',
  ],
  audit: [`${BACKEND}/audit`],
  'personal data': [
    `${BACKEND}/privacy`,
    `${BACKEND}/erasure`,
    `${BACKEND}/store/LeadErasure`,
    `${BACKEND}/retention`,
    `${BACKEND}/api/keepQueriesOutOfLogs`,
  ],
  secrets: [
    `${BACKEND}/secrets`,
    `${BACKEND}/credentials`,
    `${BACKEND}/config/secretKeys`,
    `${BACKEND}/config/visibility`,
  ],
  webhooks: [`${BACKEND}/webhooks`, `${BACKEND}/api/routes/webhookRoutes`],
  'rate limits': [`${BACKEND}/limits`],
  pages: [`${PAGES}/components/Artifacts`],
};

/** Those of the patterns that no file with tests begins with. */
export function missing(patterns) {
  return patterns.filter(pattern => {
    const { dir, base } = path.parse(path.join(REPOSITORY, pattern));
    return !readdirSync(dir, { recursive: true }).some(
      file => file.startsWith(base) && /\.test\.tsx?$/.test(file),
    );
  });
}
