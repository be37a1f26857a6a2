import { Answer, Call, Protocol, RefusalKind, retryAfter } from '../exchange';
import { FaultRule } from '../faults';
import { Seed, subjectOf } from '../seed';

/**
 * SEMrush's analytics API: `/semrush/?type=domain_ranks&…`, answered as CSV
 * with `;`, and the balance of API units, `/semrush/users/countapiunits.html`. Errors are a line of text with status 200, as the vendor does it.
 */

/** Codes of `export_columns` and the headings they get. */
const COLUMNS: Record<string, string> = {
  Db: 'Database',
  Dn: 'Domain',
  Rk: 'Rank',
  Or: 'Organic Keywords',
  Ot: 'Organic Traffic',
  Oc: 'Organic Cost',
  Ad: 'Adwords Keywords',
  At: 'Adwords Traffic',
  Ac: 'Adwords Cost',
  Dt: 'Date',
};
const DEFAULT_COLUMNS = 'Db,Dn,Rk,Or,Ot,Oc,Ad,At,Ac';

export class SemrushProtocol implements Protocol {
  readonly component = 'semrush';

  describe() {
    return { slugs: ['semrush-integration'] as const };
  }

  refuse(kind: RefusalKind, rule: FaultRule): Answer {
    switch (kind) {
      case 'rate_limit':
        return csv(
          rule.status ?? 429,
          'ERROR 131 :: LIMIT EXCEEDED',
          retryAfter(kind, rule),
        );
      case 'quota':
        return csv(
          rule.status ?? 200,
          'ERROR 132 :: API UNITS BALANCE IS ZERO',
        );
      default:
        return csv(rule.status ?? 500, 'ERROR 500 :: INTERNAL SERVER ERROR');
    }
  }

  answer(call: Call): Answer {
    const { query } = call;
    const key = query.get('key');
    if (!key || key === 'invalid') {
      return csv(200, 'ERROR 120 :: WRONG KEY - ID PAIR');
    }
    if (call.path === 'users/countapiunits.html') return csv(200, '1,000');
    const type = query.get('type');
    if (!type) {
      return csv(
        200,
        'ERROR 40 :: MANDATORY PARAMETER "type" NOT SET OR EMPTY',
      );
    }
    if (type !== 'domain_ranks') {
      return csv(200, 'ERROR 135 :: API REPORT TYPE DISABLED');
    }
    const domain = query.get('domain')?.trim();
    if (!domain) {
      return csv(
        200,
        'ERROR 40 :: MANDATORY PARAMETER "domain" NOT SET OR EMPTY',
      );
    }
    if (/unlisted/i.test(domain)) return csv(200, 'ERROR 50 :: NOTHING FOUND');
    const asked = (query.get('export_columns') || DEFAULT_COLUMNS).split(',');
    const columns = asked.filter(code => Object.hasOwn(COLUMNS, code));
    if (columns.length === 0) {
      return csv(200, 'ERROR 46 :: UNKNOWN EXPORT COLUMNS');
    }
    const row = figures(domain, query.get('database') || 'us');
    return csv(
      200,
      `${columns.map(code => COLUMNS[code]).join(';')}\r\n${columns
        .map(code => row[code])
        .join(';')}\r\n`,
    );
  }
}

function csv(
  status: number,
  body: string,
  headers: Answer['headers'] = {},
): Answer {
  return {
    status,
    headers: { 'Content-Type': 'text/csv; charset=utf-8', ...headers },
    body,
  };
}

/** Traffic and cost follow from the number of keywords, as they do in life. */
function figures(domain: string, database: string): Record<string, string> {
  const seed = Seed.of('semrush', subjectOf(domain), database);
  const keywords = Math.round(10 ** seed.decimal(0.7, 3.6, 3));
  const traffic = Math.round(keywords * seed.decimal(0.4, 4, 2));
  const adKeywords = seed.chance(0.4) ? seed.integer(1, 60) : 0;
  const adTraffic = adKeywords * seed.integer(1, 9);
  const yesterday = new Date(Date.now() - 86_400_000);
  return {
    Db: database,
    Dn: domain,
    Rk: String(Math.round(9_000_000 / keywords ** 0.6) + seed.integer(0, 999)),
    Or: String(keywords),
    Ot: String(traffic),
    Oc: String(Math.round(traffic * seed.decimal(0.3, 3, 2))),
    Ad: String(adKeywords),
    At: String(adTraffic),
    Ac: String(Math.round(adTraffic * seed.decimal(1, 5, 2))),
    Dt: yesterday.toISOString().slice(0, 10).replaceAll('-', ''),
  };
}
