/*
 * Reads a page without building a tree of it. The page is a stranger's: up to
 * megabytes, badly nested on purpose perhaps, and trees of such pages cost
 * seconds (tried: 4 s for 1 MiB of plain paragraphs). A stream of tags costs
 * milliseconds, and between pieces other work gets its turn.
 */
import { setImmediate as otherWork } from 'node:timers/promises';
import { Parser } from 'htmlparser2';
import { FetchedSite } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { headerValue } from './headers';
import { lastHop } from './transport';

/** What a page says, as far as its examination needs it. */
export interface PageScan {
  /** Addresses of scripts, styles, frames, plug-ins and forms. */
  active: string[];
  /** Addresses of pictures, sound and video. */
  passive: string[];
  /** Addresses of scripts and of everything linked in the head. */
  assets: string[];
  generator: string | null;
  /** Addresses after `mailto:` and `tel:`. */
  mailto: string[];
  tel: string[];
  /** What a visitor reads. */
  text: string;
  /** Nested so deeply that the rest was left unread. */
  gaveUp: boolean;
}

const PIECE_CHARACTERS = 64 * 1024;
const KEPT_ADDRESSES = 2000;
const KEPT_ADDRESS_CHARACTERS = 500;
const KEPT_TEXT_CHARACTERS = 200_000;
/** Browsers stop at 512; a real page has less than 100. */
const DEEPEST = 512;
const NOT_READ = new Set(['script', 'style', 'noscript', 'template', 'head']);

/** Decodes a page: by its header, else by its first meta, else as UTF-8. */
export function pageText(site: FetchedSite): string {
  const header = headerValue(lastHop(site).headers, 'content-type') ?? '';
  const start = Buffer.from(site.body.subarray(0, 2048)).toString('latin1');
  const name =
    /charset\s*=\s*["']?([\w-]+)/i.exec(header)?.[1] ??
    /<meta[^>]{0,200}charset\s*=\s*["']?([\w-]+)/i.exec(start)?.[1] ??
    'utf-8';
  try {
    return new TextDecoder(name).decode(site.body);
  } catch {
    // There is no such character set
    return new TextDecoder().decode(site.body);
  }
}

class Scanner {
  readonly scan: PageScan = {
    active: [],
    passive: [],
    assets: [],
    generator: null,
    mailto: [],
    tel: [],
    text: '',
    gaveUp: false,
  };
  #depth = 0;
  /** Open elements whose text no visitor reads. */
  #unread = 0;

  open(name: string, attributes: Record<string, string>): void {
    this.#depth += 1;
    if (this.#depth > DEEPEST) this.scan.gaveUp = true;
    if (NOT_READ.has(name)) this.#unread += 1;
    const { src, href, rel = '' } = attributes;
    const { active, passive, assets, mailto, tel } = this.scan;
    switch (name) {
      case 'script':
        keep(active, src);
        keep(assets, src);
        break;
      case 'link':
        keep(assets, href);
        if (/\bstylesheet\b/i.test(rel)) keep(active, href);
        break;
      case 'iframe':
      case 'embed':
        keep(active, src);
        break;
      case 'object':
        keep(active, attributes.data);
        break;
      case 'form':
        keep(active, attributes.action);
        break;
      case 'img':
      case 'audio':
      case 'video':
      case 'source':
        keep(passive, src);
        break;
      case 'meta':
        if (attributes.name?.toLowerCase() === 'generator') {
          this.scan.generator ??= attributes.content?.trim() || null;
        }
        break;
      case 'a':
        keep(mailto, afterScheme(href, 'mailto:'));
        keep(tel, afterScheme(href, 'tel:'));
        break;
      default:
        break;
    }
  }

  close(name: string): void {
    this.#depth -= 1;
    if (NOT_READ.has(name)) this.#unread -= 1;
  }

  read(text: string): void {
    if (this.#unread > 0) return;
    if (this.scan.text.length < KEPT_TEXT_CHARACTERS) this.scan.text += text;
  }

  /** Words of neighbouring elements are not one word. */
  separate(): void {
    this.read(' ');
  }
}

function keep(list: string[], address: string | undefined): void {
  const trimmed = address?.trim().slice(0, KEPT_ADDRESS_CHARACTERS);
  if (trimmed && list.length < KEPT_ADDRESSES) list.push(trimmed);
}

function afterScheme(
  href: string | undefined,
  scheme: string,
): string | undefined {
  const address = href?.trim() ?? '';
  if (!address.toLowerCase().startsWith(scheme)) return undefined;
  return address.slice(scheme.length).split('?')[0];
}

/** Reads a fetched page. */
export async function scanPage(
  site: FetchedSite,
  { signal }: { signal: AbortSignal },
): Promise<PageScan> {
  const html = pageText(site);
  const scanner = new Scanner();
  const parser: Parser = new Parser({
    onopentag(name, attributes) {
      scanner.open(name, attributes);
      if (scanner.scan.gaveUp) parser.pause();
    },
    onclosetag(name) {
      scanner.close(name);
      scanner.separate();
    },
    ontext(text) {
      scanner.read(text);
    },
  });
  for (let at = 0; at < html.length; at += PIECE_CHARACTERS) {
    parser.write(html.slice(at, at + PIECE_CHARACTERS));
    if (scanner.scan.gaveUp) return scanner.scan;
    await otherWork();
    signal.throwIfAborted();
  }
  parser.end();
  return scanner.scan;
}
