import fs from 'node:fs/promises';
import { LeadChecker } from '../plugins/leadshop-testing-backend/src/leads/import/check';
import { openLeadFile } from '../plugins/leadshop-testing-backend/src/leads/import/file';
import { copyLine } from '../plugins/leadshop-testing-backend/src/leads/import/stage';
import { guessColumns } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { v7 } from 'uuid';
const T = (n: string, f: () => any) => { let best = 1e9; for (let i = 0; i < 5; i++) { const c = process.cpuUsage(); f(); const u = process.cpuUsage(c); best = Math.min(best, (u.user + u.system) / 1000); } console.log(n.padEnd(28), best.toFixed(0) + 'ms cpu'); };
(async () => {
  const file = '/tmp/a2prof.csv';
  const limits = { maxFileBytes: 1e12, maxRows: 1e9, maxUnpackedBytes: 1e12, maxUnpackRatio: 1e9 };
  const f = await openLeadFile({ path: file, name: 'a.csv', size: (await fs.stat(file)).size }, {}, limits);
  const c = new LeadChecker({ columns: guessColumns(f.headers), defaultCountry: 'US', corrections: [] });
  const raw: any[] = []; const rows: any[] = [];
  for await (const b of f.rows(new AbortController().signal)) { raw.push(...b); }
  T('check', () => { for (const r of raw) c.check(r); });
  for (const r of raw) rows.push(c.check(r));
  T('copyLine', () => { for (const r of rows) copyLine(r); });
  T('v7', () => { for (const r of rows) v7(); });
  T('json', () => { for (const r of rows) JSON.stringify(r.cells); });
  T('json+esc', () => { for (const r of rows) { const s = JSON.stringify(r.cells); /[\\\n\r\t]/.test(s) && s.replace(/[\\\n\r\t]/g, x => '\\' + x); } });
  T('join+test', () => { for (const r of rows) { const s = r.cells.join('\x1f'); /[\\\n\r\t]/.test(s) && s.replace(/[\\\n\r\t]/g, (x: string) => '\\' + x); } });
  T('14 tests', () => { for (const r of rows) { for (const k in r.lead) { typeof r.lead[k] === 'string' && /[\\\n\r\t]/.test(r.lead[k]); } } });
  process.exit(0);
})();
