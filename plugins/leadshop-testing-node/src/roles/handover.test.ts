import { ConfigReader } from '@backstage/config';
import {
  AuthorizeResult,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import { handedOverRoles, handOver } from './handover';
import { permissionsFor, readRoles, rolesFor } from './roles';

const roles = readRoles(
  new ConfigReader({
    leadshopTesting: {
      roles: {
        viewer: { members: ['group:viewers'] },
        developer: { members: ['user:dev'], permissions: ['manage_leads'] },
      },
    },
  }),
);

/** As it arrives: through JSON. */
const arrived = (decision: unknown): PolicyDecision =>
  JSON.parse(JSON.stringify(decision));

it('carries the whole matrix', () => {
  const given = handedOverRoles(arrived(handOver(roles)));
  if (!given) throw new Error('Nothing was handed over');
  const may = (ref: string) => permissionsFor(rolesFor([ref], given), given);
  expect(may('group:default/viewers')).toEqual([
    'view_test_results',
    'view_system_metrics',
  ]);
  expect(may('user:default/dev')).toEqual(['manage_leads']);
  expect(may('user:default/other')).toEqual([]);
});

const changed = (change: (text: string) => string) =>
  arrived(JSON.parse(change(JSON.stringify(handOver(roles)))));

it.each<[string, PolicyDecision | undefined]>([
  ['no answer', undefined],
  ['an allowance', { result: AuthorizeResult.ALLOW }],
  ['a refusal', { result: AuthorizeResult.DENY }],
  ['a condition of another rule', changed(s => s.replace('HAS_ROLE', 'IS'))],
  ["another plugin's", changed(s => s.replace('"leadshop-testing"', '"x"'))],
  ['a role of another version', changed(s => s.replace('"viewer"', '"boss"'))],
  [
    'a permission of another version',
    changed(s => s.replace('"manage_leads"', '"manage_all"')),
  ],
])('%s hands nothing over', (_, decision) => {
  expect(handedOverRoles(decision)).toBeUndefined();
});
