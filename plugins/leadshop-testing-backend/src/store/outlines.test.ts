import { TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { Pipeline } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { migrated } from '../__testUtils__/storedTests';
import { step } from '../__testUtils__/waitingPipeline';
import { PipelineRegistry } from '../pipeline/PipelineRegistry';
import { outlineOf, OutlineStore } from './outlines';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
let knex: Knex;
beforeAll(async () => {
  knex = await migrated(await databases.init('POSTGRES_18'));
});

const pipeline: Pipeline = {
  name: 'two',
  title: 'Two steps',
  steps: [step('second', 2, { dependsOn: ['first'] }), step('first', 1)],
};

describe('outlineOf', () => {
  it('describes the steps in order', () => {
    const { name, version, steps } = outlineOf(pipeline);
    expect([name, version]).toEqual([
      'two',
      expect.stringMatching(/^[0-9a-f]{16}$/),
    ]);
    expect(steps).toEqual([
      {
        step_name: 'first',
        step_number: 1,
        title: 'Step 1',
        component: 'score-calculator',
        depends_on: [],
      },
      {
        step_name: 'second',
        step_number: 2,
        title: 'Step 2',
        component: 'score-calculator',
        depends_on: ['first'],
      },
    ]);
  });

  it('names the shape: order of writing does not matter, the rest does', () => {
    const { version } = outlineOf(pipeline);
    const other = (changed: Partial<Pipeline>) =>
      outlineOf({ ...pipeline, ...changed }).version;
    expect(other({ steps: [...pipeline.steps].reverse() })).toBe(version);
    expect(other({ title: 'Another title' })).toBe(version);
    expect(other({ name: 'other' })).not.toBe(version);
    expect(other({ steps: [step('first', 1)] })).not.toBe(version);
    expect(other({ steps: [step('second', 2), step('first', 1)] })).not.toBe(
      version,
    );
  });
});

describe('OutlineStore', () => {
  it('gives back what was saved, also by another replica', async () => {
    const outline = outlineOf(pipeline);
    await new OutlineStore(knex).save(outline);
    await new OutlineStore(knex).save(outline);
    const loaded = await new OutlineStore(knex).load([outline.version, 'none']);
    expect(loaded.get(outline.version)).toEqual(outline.steps);
    expect(loaded.get('none')).toBeUndefined();
  });

  it('asks the database once for each', async () => {
    const outline = outlineOf({ ...pipeline, name: 'once' });
    await new OutlineStore(knex).save(outline);
    const store = new OutlineStore(knex);
    await store.load([outline.version]);
    const asked = jest.fn();
    knex.on('query', asked);
    await store.load([outline.version, outline.version]);
    await store.load([]);
    knex.removeListener('query', asked);
    expect(asked).not.toHaveBeenCalled();
  });

  it('remembers two hundred at most, and still finds the rest', async () => {
    const store = new OutlineStore(knex);
    const outlines = Array.from({ length: 201 }, (_, i) =>
      outlineOf({ ...pipeline, name: `p${i}` }),
    );
    for (const outline of outlines) await store.save(outline);
    const loaded = await store.load([]);
    expect(loaded.size).toBe(200);
    const [{ version, steps }] = outlines;
    expect((await store.load([version])).get(version)).toEqual(steps);
  });

  it('is told all outlines of a registry', async () => {
    const registry = new PipelineRegistry([
      pipeline,
      { ...pipeline, name: 'three' },
    ]);
    await registry.save(new OutlineStore(knex));
    const version = registry.get('three')?.outline.version ?? '';
    const loaded = await new OutlineStore(knex).load([version]);
    expect(loaded.get(version)).toHaveLength(2);
  });
});
