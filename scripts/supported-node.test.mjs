import assert from 'node:assert/strict';
import { it } from 'node:test';
import { requireSupportedNode } from './supported-node.mjs';

for (const version of ['20.19.0', '20.20.2', '22.0.0', '24.1.0']) {
  it(`accepts Node ${version}`, () => requireSupportedNode(version));
}

for (const version of ['18.20.8', '20.18.3', '16.0.0']) {
  it(`refuses Node ${version} in one line`, () => {
    assert.throws(() => requireSupportedNode(version), {
      message: `Node ${version} is too old: LeadShop Testing needs Node 20.19 or newer. Install a newer one from your package manager and try again.`,
    });
  });
}
