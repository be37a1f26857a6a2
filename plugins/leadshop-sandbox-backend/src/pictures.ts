import { encode } from 'jpeg-js';
import { PNG } from 'pngjs';
import { Seed } from './seed';

/**
 * Screenshots of sites that do not exist: a header bar, a hero, blocks of
 * text and a footer, in colours and proportions drawn from a seed. Drawing
 * costs 10 to 60 ms, and a load test asks for thousands, so there are only so
 * many looks, and a picture that was drawn is kept.
 */

export type PictureFormat = 'png' | 'jpeg';

export interface PictureRequest {
  /** Same subject, same picture. */
  subject: string;
  width: number;
  height: number;
  format: PictureFormat;
}

const LOOKS = 24;
const MAX_CACHE_BYTES = 32 * 1024 * 1024;
const JPEG_QUALITY = 75;

type Colour = readonly [red: number, green: number, blue: number];

const BRANDS: readonly Colour[] = [
  [27, 94, 145],
  [176, 58, 46],
  [30, 110, 84],
  [94, 53, 140],
  [196, 120, 20],
  [52, 63, 84],
];
const WHITE: Colour = [255, 255, 255];
const INK: Colour = [60, 64, 72];
const FAINT: Colour = [205, 209, 215];
const PAPER: Colour = [246, 247, 249];

/** Pictures by look and size; the ones used longest ago go first. */
export class PictureShop {
  readonly #maxCacheBytes: number;
  readonly #drawn = new Map<string, Buffer>();
  #bytes = 0;

  constructor(maxCacheBytes = MAX_CACHE_BYTES) {
    this.#maxCacheBytes = maxCacheBytes;
  }

  get cachedBytes(): number {
    return this.#bytes;
  }

  picture(request: PictureRequest): Buffer {
    const { width, height, format } = request;
    const look = Seed.of('picture', request.subject).integer(0, LOOKS - 1);
    const key = `${width}x${height} ${format} ${look}`;
    const kept = this.#drawn.get(key);
    if (kept) {
      this.#drawn.delete(key);
      this.#drawn.set(key, kept);
      return kept;
    }
    const picture = encodeCanvas(drawPage(width, height, look), format);
    this.#keep(key, picture);
    return picture;
  }

  #keep(key: string, picture: Buffer): void {
    this.#drawn.set(key, picture);
    this.#bytes += picture.length;
    for (const [oldest, { length }] of this.#drawn) {
      if (this.#bytes <= this.#maxCacheBytes) break;
      this.#drawn.delete(oldest);
      this.#bytes -= length;
    }
  }
}

class Canvas {
  readonly pixels: Buffer;

  constructor(readonly width: number, readonly height: number) {
    this.pixels = Buffer.alloc(width * height * 3, 255);
  }

  /** Clipped at the edges. */
  fill(x: number, y: number, width: number, height: number, colour: Colour) {
    const left = Math.max(0, Math.round(x));
    const top = Math.max(0, Math.round(y));
    const right = Math.min(this.width, Math.round(x + width));
    const bottom = Math.min(this.height, Math.round(y + height));
    if (right <= left || bottom <= top) return;
    const stride = this.width * 3;
    const start = top * stride + left * 3;
    const end = start + (right - left) * 3;
    this.pixels.fill(Buffer.from(colour), start, end);
    for (let row = 1; row < bottom - top; row += 1) {
      this.pixels.copy(this.pixels, start + row * stride, start, end);
    }
  }

  /** Lines of text, seen from afar. */
  text(x: number, y: number, width: number, lines: number, seed: Seed) {
    for (let line = 0; line < lines; line += 1) {
      const share = line === lines - 1 ? 0.6 : seed.decimal(0.85, 1, 2);
      this.fill(x, y + line * 18, width * share, 8, FAINT);
    }
  }
}

function drawPage(width: number, height: number, look: number): Canvas {
  const seed = Seed.of('look', String(look));
  const brand = BRANDS[look % BRANDS.length];
  const accent = seed.pick(BRANDS);
  const canvas = new Canvas(width, height);
  const isNarrow = width < 700;
  const margin = isNarrow ? 16 : Math.max(24, width * 0.06);
  const inner = width - 2 * margin;

  const bar = 64;
  canvas.fill(0, 0, width, bar, seed.chance(0.5) ? WHITE : PAPER);
  canvas.fill(margin, 20, isNarrow ? 90 : 140, 24, brand);
  const items = isNarrow ? 1 : seed.integer(3, 5);
  for (let item = 0; item < items; item += 1) {
    canvas.fill(
      width - margin - 60 - item * 90,
      28,
      isNarrow ? 28 : 60,
      8,
      INK,
    );
  }

  const hero = Math.round(height * seed.decimal(0.36, 0.5, 2));
  canvas.fill(0, bar, width, hero, brand);
  const headline = bar + hero * 0.3;
  canvas.fill(margin, headline, inner * seed.decimal(0.4, 0.7, 2), 30, WHITE);
  canvas.fill(margin, headline + 44, inner * 0.45, 12, FAINT);
  canvas.fill(margin, headline + 80, 150, 42, accent === brand ? INK : accent);
  if (!isNarrow) {
    canvas.fill(
      width - margin - inner * 0.3,
      bar + 40,
      inner * 0.3,
      hero - 80,
      FAINT,
    );
  }

  const columns = isNarrow ? 1 : seed.integer(2, 4);
  const gap = 24;
  const card = (inner - gap * (columns - 1)) / columns;
  let y = bar + hero + 32;
  while (y < height - 90) {
    for (let column = 0; column < columns; column += 1) {
      const x = margin + column * (card + gap);
      canvas.fill(x, y, card, 190, PAPER);
      canvas.fill(x, y, card, 90, seed.pick([FAINT, brand, accent]));
      canvas.fill(x + 14, y + 104, card * 0.5, 12, INK);
      canvas.text(x + 14, y + 128, card - 28, 3, seed);
    }
    y += 190 + gap;
  }
  canvas.fill(0, height - 56, width, 56, INK);
  canvas.fill(margin, height - 32, inner * 0.4, 8, FAINT);
  return canvas;
}

function encodeCanvas(canvas: Canvas, format: PictureFormat): Buffer {
  const { width, height, pixels } = canvas;
  if (format === 'png') {
    const png = new PNG({ width, height });
    png.data = pixels;
    // Little effort: flat areas pack well anyhow. Strategy 0 is zlib's own;
    // the library's default looks for runs of single bytes, and pixels have 3
    return PNG.sync.write(png, {
      filterType: 0,
      deflateLevel: 2,
      deflateStrategy: 0,
      colorType: 2,
      inputColorType: 2,
      inputHasAlpha: false,
    });
  }
  const withAlpha = Buffer.alloc(width * height * 4, 255);
  for (let from = 0, to = 0; from < pixels.length; from += 3, to += 4) {
    withAlpha[to] = pixels[from];
    withAlpha[to + 1] = pixels[from + 1];
    withAlpha[to + 2] = pixels[from + 2];
  }
  return encode({ width, height, data: withAlpha }, JPEG_QUALITY).data;
}
