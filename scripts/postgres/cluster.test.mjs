import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { freePort } from '../portal/ports.mjs';
import { startCluster } from './cluster.mjs';
import { FORGETFUL, startTemporaryCluster } from './temporary.mjs';

const { Client } = createRequire(import.meta.url)('pg');

async function query(url, sql) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('a cluster in a folder', () => {
  let folder;
  const running = [];
  const start = async options => {
    const cluster = await startCluster({
      folder,
      settings: FORGETFUL,
      ...options,
    });
    running.push(cluster);
    return cluster;
  };

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'leadshop-cluster-'));
    chmodSync(folder, 0o755);
  });
  afterEach(() => {
    for (const cluster of running.splice(0)) cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('keeps its data, and a password that only the owner reads', async () => {
    const first = await start();
    await query(first.url, 'create table kept as select 42 as answer');
    first.stop();
    const second = await start();
    assert.deepEqual(await query(second.url, 'select answer from kept'), [
      { answer: 42 },
    ]);
    assert.equal(
      statSync(path.join(folder, 'postgres.password')).mode & 0o777,
      0o600,
    );
    await assert.rejects(
      query(second.url.replace(/:[^:@]+@/, ':wrong@'), 'select 1'),
      /password authentication failed/,
    );
  });

  it('is found again while it runs, on the port that it has', async () => {
    const first = await start();
    const second = await start({ preferredPort: await freePort() });
    assert.equal(second.connection.port, first.connection.port);
    assert.equal((await query(second.url, 'select 1')).length, 1);
  });

  it('takes the preferred port, and another if that is taken', async () => {
    const preferredPort = await freePort();
    const first = await start({ preferredPort });
    assert.equal(first.connection.port, preferredPort);

    const elsewhere = mkdtempSync(path.join(os.tmpdir(), 'leadshop-cluster-'));
    chmodSync(elsewhere, 0o755);
    try {
      const second = await startCluster({
        folder: elsewhere,
        preferredPort,
        settings: FORGETFUL,
      });
      assert.notEqual(second.connection.port, preferredPort);
      second.stop();
    } finally {
      rmSync(elsewhere, { recursive: true, force: true });
    }
  });

  it('starts over a pid file that a crash left behind', async () => {
    const first = await start();
    const pidFile = path.join(first.dataFolder, 'postmaster.pid');
    const left = readFileSync(pidFile, 'utf8').split('\n');
    first.stop();
    // By now the number belongs to another program: this one
    writeFileSync(pidFile, [process.pid, ...left.slice(1)].join('\n'));
    const second = await start();
    assert.equal((await query(second.url, 'select 1')).length, 1);
  });

  it('goes on after an interrupted creation', async () => {
    mkdirSync(path.join(folder, 'postgres.unfinished', 'base'), {
      recursive: true,
    });
    const cluster = await start();
    assert.equal((await query(cluster.url, 'select 1')).length, 1);
  });

  it('says what to do about data of another version', async () => {
    const cluster = await start();
    cluster.stop();
    running.splice(0);
    writeFileSync(path.join(cluster.dataFolder, 'PG_VERSION'), '15\n');
    await assert.rejects(
      start(),
      /was made by PostgreSQL 15, and this is 18\. Move the folder away/,
    );
  });

  it('says what to do about a folder that is no database', async () => {
    mkdirSync(path.join(folder, 'postgres'));
    await assert.rejects(start(), /exists but is not a database\. Remove it/);
  });

  it('says what to do about a lost password', async () => {
    const cluster = await start();
    cluster.stop();
    running.splice(0);
    rmSync(path.join(folder, 'postgres.password'));
    await assert.rejects(start(), /password of the database cannot be read/);
  });
});

describe('a temporary cluster', () => {
  it('is gone after it was stopped', async () => {
    const cluster = await startTemporaryCluster(FORGETFUL);
    assert.deepEqual(await query(cluster.url, 'show fsync'), [
      { fsync: 'off' },
    ]);
    cluster.stop();
    assert.equal(existsSync(path.dirname(cluster.dataFolder)), false);
    await assert.rejects(query(cluster.url, 'select 1'), /ECONNREFUSED/);
  });
});
