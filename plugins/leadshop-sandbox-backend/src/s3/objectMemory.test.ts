import { ObjectMemory } from './objectMemory';

describe('ObjectMemory', () => {
  it('drops the objects that were put longest ago when it is full', () => {
    const memory = new ObjectMemory(10);
    memory.put('b', 'first', Buffer.alloc(4), {});
    memory.put('b', 'second', Buffer.alloc(4), {});
    memory.put('b', 'first', Buffer.alloc(4), {});
    memory.put('b', 'third', Buffer.alloc(4), {});
    expect(memory.list('b', '').map(({ key }) => key)).toEqual([
      'first',
      'third',
    ]);
  });

  it('counts what is deleted or replaced only once', () => {
    const memory = new ObjectMemory(10);
    for (let round = 0; round < 20; round += 1) {
      memory.put('b', 'same', Buffer.alloc(5), {});
    }
    memory.put('b', 'other', Buffer.alloc(5), {});
    expect(memory.get('b', 'same')).toBeDefined();
    memory.delete('b', 'other');
    memory.put('b', 'again', Buffer.alloc(5), {});
    expect(memory.get('b', 'same')).toBeDefined();
  });

  it('keeps buckets apart', () => {
    const memory = new ObjectMemory(100);
    memory.put('one', 'key', Buffer.from('1'), {});
    memory.put('one-more', 'key', Buffer.from('2'), {});
    expect(memory.list('one', '')).toHaveLength(1);
    expect(memory.get('one-more', 'key')?.body.toString()).toBe('2');
  });
});
