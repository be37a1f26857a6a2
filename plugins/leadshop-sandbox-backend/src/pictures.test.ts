import { PictureShop } from './pictures';

describe('PictureShop', () => {
  const ask = (shop: PictureShop, subject: string, width = 400) =>
    shop.picture({ subject, width, height: 300, format: 'png' });

  it('draws a look once and keeps it', () => {
    const shop = new PictureShop();
    expect(ask(shop, 'a')).toBe(ask(shop, 'a'));
  });

  it('has a bounded number of looks per size', () => {
    const shop = new PictureShop();
    const drawn = new Set<Buffer>();
    for (let lead = 0; lead < 300; lead += 1)
      drawn.add(ask(shop, `lead ${lead}`));
    expect(drawn.size).toBeGreaterThan(12);
    expect(drawn.size).toBeLessThanOrEqual(24);
  });

  it('keeps no more bytes than allowed', () => {
    const limit = 3 * ask(new PictureShop(), 'a').length;
    const shop = new PictureShop(limit);
    for (let width = 300; width < 330; width += 1) ask(shop, 'a', width);
    expect(shop.cachedBytes).toBeLessThanOrEqual(limit);
    expect(shop.cachedBytes).toBeGreaterThan(0);
  });

  it('draws any size, however odd', () => {
    const shop = new PictureShop();
    for (const [width, height] of [
      [1, 1],
      [64, 4000],
      [3000, 20],
    ]) {
      expect(() =>
        shop.picture({ subject: 'x', width, height, format: 'jpeg' }),
      ).not.toThrow();
    }
  });
});
