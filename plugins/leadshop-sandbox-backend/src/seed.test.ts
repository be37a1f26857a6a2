import { Seed, subjectOf } from './seed';

describe('Seed', () => {
  const draws = (...parts: string[]) => {
    const seed = Seed.of(...parts);
    return Array.from({ length: 50 }, () => seed.fraction());
  };

  it('draws the same from the same parts only', () => {
    expect(draws('a', 'b')).toEqual(draws('a', 'b'));
    expect(draws('a', 'b')).not.toEqual(draws('a', 'c'));
    expect(draws('a', 'b')).not.toEqual(draws('b', 'a'));
  });

  it('draws evenly, both ends included', () => {
    const seed = Seed.of('dice');
    const counts = new Map<number, number>();
    for (let i = 0; i < 6000; i += 1) {
      const eyes = seed.integer(1, 6);
      counts.set(eyes, (counts.get(eyes) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([1, 2, 3, 4, 5, 6]);
    for (const count of counts.values()) {
      expect(count).toBeGreaterThan(850);
      expect(count).toBeLessThan(1150);
    }
  });
});

describe('subjectOf', () => {
  it.each([
    ['http://127.0.0.1:7010/sites/sunrise-dental', 'site:sunrise-dental'],
    [
      'https://localhost:7011/sites/Sunrise-Dental/contact',
      'site:sunrise-dental',
    ],
    ['https://www.a.example/', 'a.example'],
    ['a.example', 'a.example'],
    ['https://a.example/shop?x=1', 'a.example/shop'],
    ['not a url', 'not a url'],
  ])('of %s is %s', (address, subject) => {
    expect(subjectOf(address)).toBe(subject);
  });
});
