import {
  Batch,
  ExecutionSummary,
  ImportSummary,
  LiveUpdate,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { liveUpdate, onChannel, updateFrames } from './replay';

const running = {
  id: '0b9a6f3e-6f0e-4c1c-9d5e-3f8f4c1f7a11',
  status: 'running',
  batch_id: '1b9a6f3e-6f0e-4c1c-9d5e-3f8f4c1f7a11',
  entity_ref: 'component:default/score-calculator',
} as ExecutionSummary;

describe('onChannel', () => {
  it.each([
    ['global', true],
    [`test:${running.id}`, true],
    [`test:${running.batch_id}`, false],
    [`batch:${running.batch_id}`, true],
    [`batch:${running.id}`, false],
    [`entity:${running.entity_ref}`, true],
    ['entity:component:default/other', false],
    [`import:${running.id}`, false],
  ])('shows a test on %s: %p', (channel, shown) => {
    expect(onChannel(channel, liveUpdate(running))).toBe(shown);
  });

  const id = '2b9a6f3e-6f0e-4c1c-9d5e-3f8f4c1f7a11';
  const changes: Record<string, LiveUpdate> = {
    batch: { type: 'batch_update', payload: { id } as Batch },
    import: { type: 'import_update', payload: { id } as ImportSummary },
  };

  it.each([
    ['batch', 'global', true],
    ['batch', `batch:${id}`, true],
    ['batch', `batch:${running.id}`, false],
    ['batch', `import:${id}`, false],
    ['import', `import:${id}`, true],
    ['import', `import:${running.id}`, false],
    ['import', `batch:${id}`, false],
    // What somebody imports is not everybody's business
    ['import', 'global', false],
  ])('shows a change of a %s on %s: %p', (what, channel, shown) => {
    expect(onChannel(channel, changes[what])).toBe(shown);
  });
});

describe('liveUpdate', () => {
  it.each([
    ['pending', 'test_update'],
    ['running', 'test_update'],
    ['success', 'test_completed'],
    ['failed', 'test_completed'],
    ['cancelled', 'test_completed'],
  ] as const)('calls a test that is %s a %s', (status, type) => {
    expect(liveUpdate({ ...running, status }).type).toBe(type);
  });
});

describe('updateFrames', () => {
  const updates = (count: number) =>
    Array.from({ length: count }, () => liveUpdate(running));
  const range = { after: 5, until: 9 };

  it('are none when nothing changed', () => {
    expect(updateFrames('global', [], range)).toEqual([]);
  });

  it('are of bounded size, and the last alone says that it is all', () => {
    const frames = updateFrames('global', updates(401), range);
    expect(frames).toMatchObject([
      { type: 'updates', channel: 'global', id: 5 },
      { id: 5 },
      { id: 9 },
    ]);
    expect(
      frames.map(frame => frame.type === 'updates' && frame.payload.length),
    ).toEqual([200, 200, 1]);
  });

  it('are one when they fit', () => {
    expect(updateFrames('global', updates(200), range)).toMatchObject([
      { id: 9 },
    ]);
  });
});
