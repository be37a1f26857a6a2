import { JsonObject } from '@backstage/types';
import { z } from 'zod';
import {
  CallOptions,
  DomainRanks,
  SemrushProvider,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { ProvidersConfig } from '../../config';
import { AnswerCache, AnswerCodec } from './answerCache';
import {
  Callee,
  keyRefused,
  quoted,
  QUOTA_USED_UP,
  RATE_LIMITED,
  Refusal,
} from './failures';
import {
  MalformedAnswer,
  ReadRefusal,
  RefusedAnswer,
  VendorClient,
} from './vendorClient';

/** Domain, rank, organic keywords, traffic and cost, paid keywords, date. */
const COLUMNS = ['Dn', 'Rk', 'Or', 'Ot', 'Oc', 'Ad', 'Dt'] as const;
const NOTHING_FOUND = 50;
/** SEMrush tells the balance at another address than it gives reports at. */
const REPORTS = 'https://api.semrush.com';
const BALANCE = 'https://www.semrush.com';

const figure = z
  .string()
  .regex(/^\d+(\.\d+)?$/, 'not a number')
  .transform(Number);
const rowSchema = z
  .tuple([
    z.string().min(1),
    figure,
    figure,
    figure,
    figure,
    figure,
    z.string().regex(/^(\d{8})?$/, 'not a date'),
  ])
  .transform(
    ([domain, rank, keywords, traffic, cost, paid, date]): DomainRanks => ({
      domain,
      rank,
      organic_keywords: keywords,
      organic_traffic: traffic,
      organic_cost: cost,
      adwords_keywords: paid,
      date: date
        ? `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`
        : null,
    }),
  );

/** SEMrush answers errors as a line of text, mostly with status 200. */
function readError(text: string): { code: number; said: string } | undefined {
  const [, code, said] = /^ERROR (\d+) ::\s*(.*)/.exec(text.trim()) ?? [];
  return code === undefined ? undefined : { code: Number(code), said };
}

/** See "API error messages" in SEMrush's documentation. */
function meaningOf(
  callee: Callee,
  { code, said }: { code: number; said: string },
): Refusal {
  const words = `"${quoted(callee, said)}" (${code})`;
  switch (code) {
    case 120:
    case 121:
    case 122:
    case 123:
    case 130:
    case 133:
    case 135:
      return keyRefused(callee, quoted(callee, said));
    case 131:
      return RATE_LIMITED;
    case 132:
    case 134:
      return QUOTA_USED_UP;
    default:
      return code >= 500
        ? {
            fault: 'vendor',
            why: `failed: ${words}`,
            advice: "Try again later; see the vendor's status page",
            retryable: true,
          }
        : {
            fault: 'leadshop',
            why: `did not understand the call: ${words}`,
            advice: 'Report this to the developers of LeadShop Testing',
          };
  }
}

/** Reads SEMrush's errors when they come with a status that says so too. */
export function readSemrushRefusal(callee: Callee): ReadRefusal {
  return ({ status, body }) => {
    const error = readError(body.toString('utf8'));
    if (!error) return undefined;
    // A server that fails is an outage, whatever its words
    return status >= 500 ? { said: error.said } : meaningOf(callee, error);
  };
}

function readRow(text: string): DomainRanks {
  const lines = text.split(/\r?\n/).filter(line => line.trim() !== '');
  const [header, row] = lines.map(line => line.split(';'));
  if (lines.length < 2 || header.length !== COLUMNS.length) {
    throw new MalformedAnswer(
      `not the CSV of ${COLUMNS.length} columns that was asked for`,
    );
  }
  const parsed = rowSchema.safeParse(row.map(cell => cell.trim()));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new MalformedAnswer(
    `CSV with a wrong value (${header[Number(issue.path[0] ?? 0)]}: ${
      issue.message
    })`,
  );
}

type Known = { found: boolean; database: string; ranks: DomainRanks };
const codec: AnswerCodec<Known> = {
  encode: known => ({ ...known, ranks: { ...known.ranks } as JsonObject }),
  decode: stored => stored as unknown as Known,
};

/** SEMrush's analytics API, report `domain_ranks`. */
export class Semrush implements SemrushProvider {
  readonly #settings: ProvidersConfig['semrush'];
  readonly #client: VendorClient;
  readonly #cache: AnswerCache;

  constructor(
    settings: ProvidersConfig['semrush'],
    client: VendorClient,
    cache: AnswerCache,
  ) {
    this.#settings = settings;
    this.#client = client;
    this.#cache = cache;
  }

  /** Asks for the balance of API units, which is free. */
  check(options: CallOptions): Promise<void> {
    const { baseUrl, apiKey } = this.#settings;
    const query = new URLSearchParams({ key: apiKey });
    const site = baseUrl === REPORTS ? BALANCE : baseUrl;
    return this.#client.look(
      { method: 'GET', url: `${site}/users/countapiunits.html?${query}` },
      options,
      ({ body }) => {
        const text = body.toString('utf8').trim();
        const error = readError(text);
        if (error) {
          throw new RefusedAnswer(meaningOf(this.#client.gate.callee, error));
        }
        if (!/^-?\d[\d,.\s]*$/.test(text)) {
          throw new MalformedAnswer('not a number of API units');
        }
        if (!/^[^-].*[1-9]|^[1-9]/.test(text)) {
          throw new RefusedAnswer(QUOTA_USED_UP);
        }
      },
    );
  }

  domainRanks(domain: string, options: CallOptions) {
    const { database, baseUrl, apiKey } = this.#settings;
    const query = new URLSearchParams({
      type: 'domain_ranks',
      key: apiKey,
      export_columns: COLUMNS.join(','),
      domain,
      database,
    });
    return this.#cache.answer(
      [domain, database],
      codec,
      () =>
        this.#client.send(
          { method: 'GET', url: `${baseUrl}/?${query}` },
          options,
          ({ body }) => this.#read(domain, body.toString('utf8')),
        ),
      options,
    );
  }

  #read(domain: string, text: string): Known {
    const { database } = this.#settings;
    const error = readError(text);
    if (!error) return { found: true, database, ranks: readRow(text) };
    if (error.code !== NOTHING_FOUND) {
      throw new RefusedAnswer(meaningOf(this.#client.gate.callee, error));
    }
    const ranks: DomainRanks = {
      domain,
      rank: 0,
      organic_keywords: 0,
      organic_traffic: 0,
      organic_cost: 0,
      adwords_keywords: 0,
      date: null,
    };
    return { found: false, database, ranks };
  }
}
