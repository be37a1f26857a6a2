import { once } from 'node:events';
import { ServerResponse } from 'node:http';
import {
  Answer,
  Call,
  Protocol,
  RefusalKind,
  REFUSAL_STATUS,
  retryAfter,
} from '../exchange';
import { FaultRule } from '../faults';
import { PictureShop } from '../pictures';
import { SiteCharacter, siteCharacter } from '../site/character';
import { PAGES, renderPage } from '../site/page';

/**
 * Web sites of leads, `/sites/<name>`, over HTTP and HTTPS. The name decides
 * how well a site is kept (see `site/character.ts`); some names misbehave:
 * `redirect-private`, `redirect-loop`, other `redirect-<name>`, `huge`,
 * `slow` and `error`. Those that begin with `private-` ask for the user name
 * `tester` and the password `open-sesame`, as staging sites do.
 */

const CHUNK = Buffer.alloc(64 * 1024, '<p>Lorem ipsum dolor sit amet.</p>\n');
const DRIP_INTERVAL_MS = 250;
const LOGIN = `Basic ${Buffer.from('tester:open-sesame').toString('base64')}`;

export class SiteProtocol implements Protocol {
  readonly component = 'site';
  readonly #pictures: PictureShop;

  constructor(pictures: PictureShop) {
    this.#pictures = pictures;
  }

  describe() {
    return { slugs: ['security-scraper'] as const };
  }

  refuse(kind: RefusalKind, rule: FaultRule): Answer {
    const status = rule.status ?? REFUSAL_STATUS[kind];
    return html(
      status,
      `<h1>${status}</h1><p>This site cannot answer now.</p>`,
      retryAfter(kind, rule),
    );
  }

  answer(call: Call): Answer {
    const slash = call.path.indexOf('/');
    const name = slash < 0 ? call.path : call.path.slice(0, slash);
    const below = slash < 0 ? '' : call.path.slice(slash + 1);
    if (name === '') return html(404, '<h1>Not Found</h1>');
    if (name.startsWith('private-') && call.headers.authorization !== LOGIN) {
      return html(401, '<h1>Unauthorized</h1>', {
        'WWW-Authenticate': 'Basic realm="Staging", charset="UTF-8"',
      });
    }
    return misbehaviour(name) ?? this.#kept(call, siteCharacter(name), below);
  }

  #kept(call: Call, site: SiteCharacter, below: string): Answer {
    if (!['GET', 'HEAD', 'POST'].includes(call.method)) {
      return html(405, '<h1>Method Not Allowed</h1>', {
        Allow: 'GET, HEAD, POST',
      });
    }
    if (below === 'robots.txt' && site.robots !== undefined) {
      return text('text/plain', site.robots);
    }
    const page = below.replace(/\/$/, '');
    if (PAGES.some(known => known === page)) {
      return html(200, renderPage(site, page), {
        ...site.headers,
        Server: site.generator?.startsWith('WordPress')
          ? 'Apache/2.4.58'
          : 'nginx',
        ...(site.cookie && {
          'Set-Cookie': [`session=${site.name}; ${site.cookie}`],
        }),
      });
    }
    if (below.endsWith('.css'))
      return text('text/css', 'body{font-family:sans-serif;margin:0}\n');
    if (below.endsWith('.js'))
      return text(
        'text/javascript',
        'document.documentElement.dataset.ready = "yes";\n',
      );
    if (/\.(png|jpe?g)$/.test(below)) {
      const format = below.endsWith('.png') ? 'png' : 'jpeg';
      const body = this.#pictures.picture({
        subject: `${site.name}/${below}`,
        width: 320,
        height: 200,
        format,
      });
      return {
        status: 200,
        headers: { 'Content-Type': `image/${format}` },
        body,
      };
    }
    return html(404, '<h1>Not Found</h1>', site.headers);
  }
}

function misbehaviour(name: string): Answer | undefined {
  switch (name) {
    case 'redirect-private':
      return redirect('http://10.0.0.1/');
    case 'redirect-loop':
      return redirect('/sites/redirect-loop');
    case 'error':
      return html(500, '<h1>Internal Server Error</h1>');
    case 'huge':
      return { ...html(200, ''), stream: response => void pour(response) };
    case 'slow':
      return { ...html(200, ''), stream: drip };
    default: {
      const [, target] = /^redirect-(.+)$/.exec(name) ?? [];
      return target === undefined
        ? undefined
        : redirect(`/sites/${encodeURIComponent(target)}`);
    }
  }
}

function html(
  status: number,
  body: string,
  headers: Answer['headers'] = {},
): Answer {
  return {
    status,
    headers: { 'Content-Type': 'text/html; charset=utf-8', ...headers },
    body,
  };
}

function text(type: string, body: string): Answer {
  return {
    status: 200,
    headers: { 'Content-Type': `${type}; charset=utf-8` },
    body,
  };
}

function redirect(location: string): Answer {
  return html(301, '<h1>Moved Permanently</h1>', { Location: location });
}

/** Sends for as long as somebody reads. */
async function pour(response: ServerResponse): Promise<void> {
  response.write('<!doctype html><title>Huge</title>');
  const closed = new Promise<'closed'>(resolve => {
    response.once('close', () => resolve('closed'));
  });
  while (!response.destroyed) {
    if (response.write(CHUNK)) continue;
    const event = await Promise.race([once(response, 'drain'), closed]);
    if (event === 'closed') return;
  }
}

/** A byte at a time, for as long as somebody waits. */
function drip(response: ServerResponse): void {
  response.write('<!doctype html><title>Slow</title>');
  const timer = setInterval(() => response.write('.'), DRIP_INTERVAL_MS);
  response.once('close', () => clearInterval(timer));
}
