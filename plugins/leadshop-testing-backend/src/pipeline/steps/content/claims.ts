/*
 * Holds every number of a text against the findings. A number must be a finding
 * or one of the listed derivations of one; anything else was invented.
 *
 * Derivations are narrow on purpose, because among enough findings every number
 * is the difference of two: only findings that measure the same thing (their
 * ids differ in one part: phone and desktop) may be compared, and a unit beside
 * the number must fit the finding's.
 */
import { z } from 'zod';
import { Finding, FindingUnit } from './findings';
import { StatedNumber, statedNumbers, StatedUnit } from './numbers';

/** How a number may come from a finding. */
export const DERIVATIONS = [
  'exact',
  'rounding',
  'unit',
  'date',
  'difference',
  'ratio',
  'scale',
] as const;
/** How a number may come from a finding. */
export type Derivation = (typeof DERIVATIONS)[number];

/** A number in the text and the finding that it comes from; null: invented. */
export const claimSchema = z.object({
  text: z.string(),
  value: z.number(),
  finding: z.string().nullable(),
  derivation: z.enum(DERIVATIONS).nullable(),
});
/** A number in the text and the finding that it comes from. */
export type Claim = z.infer<typeof claimSchema>;

interface Source {
  finding: string;
  derivation: Derivation;
  value: number;
  units: readonly (StatedUnit | null)[];
}

const FITTING: Readonly<Record<FindingUnit, readonly (StatedUnit | null)[]>> = {
  'points of 100': ['points', 'percent', null],
  'points of 10': ['points', null],
  'stars of 5': ['stars', 'points', null],
  percent: ['percent', null],
  ms: ['ms', null],
  days: ['days', null],
  'USD per year': ['usd', null],
  reviews: ['reviews', null],
  keywords: ['keywords', null],
  'visits per month': ['visits', null],
  findings: ['findings', null],
  tier: [],
  date: [],
};
const MAXIMUM: Partial<Record<FindingUnit, number>> = {
  'points of 100': 100,
  'points of 10': 10,
  'stars of 5': 5,
};

function comparable(a: Finding, b: Finding): boolean {
  const left = a.id.split('.');
  const right = b.id.split('.');
  return (
    a.id !== b.id &&
    a.unit === b.unit &&
    left.length > 2 &&
    left.length === right.length &&
    left.filter((part, i) => part !== right[i]).length === 1
  );
}

function ownSources(finding: Finding & { value: number }): Source[] {
  const { id, unit, value } = finding;
  const sources: Source[] = [
    { finding: id, derivation: 'exact', value, units: FITTING[unit] },
  ];
  const add = (
    derivation: Derivation,
    derived: number,
    units: Source['units'],
  ) => sources.push({ finding: id, derivation, value: derived, units });
  if (unit === 'ms') add('unit', value / 1000, ['seconds']);
  const maximum = MAXIMUM[unit];
  if (maximum !== undefined) {
    add('difference', maximum - value, ['points']);
    if (unit !== 'points of 100') {
      add('ratio', (100 * value) / maximum, ['percent']);
    }
  }
  return sources;
}

function pairSources(findings: (Finding & { value: number })[]): Source[] {
  return findings.flatMap(a =>
    findings
      .filter(b => comparable(a, b) && a.value > b.value)
      .flatMap((b): Source[] => {
        const finding = `${a.id}, ${b.id}`;
        const gap = a.value - b.value;
        const units = FITTING[a.unit];
        const sources: Source[] = [
          { finding, derivation: 'difference', value: gap, units },
        ];
        if (a.unit === 'ms') {
          sources.push({
            finding,
            derivation: 'difference',
            value: gap / 1000,
            units: ['seconds'],
          });
        }
        if (b.value > 0) {
          sources.push(
            {
              finding,
              derivation: 'ratio',
              value: a.value / b.value,
              units: ['times'],
            },
            {
              finding,
              derivation: 'ratio',
              value: (100 * gap) / b.value,
              units: ['percent'],
            },
            {
              finding,
              derivation: 'ratio',
              value: (100 * gap) / a.value,
              units: ['percent'],
            },
          );
        }
        return sources;
      }),
  );
}

/** "14,000" may stand for 14,288, but "10,000" may not: two digits must be kept. */
function granularities(number: StatedNumber): number[] {
  const steps = [number.step];
  if (number.step !== 1) return steps;
  for (let step = 10; step <= number.value / 10; step *= 10) {
    if (number.value % step !== 0) break;
    steps.push(step);
  }
  return steps;
}

const CLOSE = 1e-9;

/** "2 times" may stand for 1.9 but not for 2.4, whatever its last digit is. */
const LARGEST_ROUNDING = 0.1;

function agrees(number: StatedNumber, value: number): boolean {
  const off = Math.abs(number.value - value);
  if (off > LARGEST_ROUNDING * Math.abs(value) + CLOSE) return false;
  return granularities(number).some(step => off <= step / 2 + CLOSE);
}

function link(
  number: StatedNumber,
  sources: readonly Source[],
  findings: readonly Finding[],
): Pick<Claim, 'finding' | 'derivation'> {
  if (number.isScale) {
    const scale = findings.find(f => MAXIMUM[f.unit] === number.value);
    if (scale) return { finding: scale.id, derivation: 'scale' };
  }
  const fitting = sources.filter(s => s.units.includes(number.unit));
  const exact = fitting.find(s => Math.abs(s.value - number.value) <= CLOSE);
  if (exact) return { finding: exact.finding, derivation: exact.derivation };
  const near = fitting.find(s => agrees(number, s.value));
  if (near) {
    const { finding, derivation } = near;
    return {
      finding,
      derivation: derivation === 'exact' ? 'rounding' : derivation,
    };
  }
  if (number.perMonth) {
    const yearly = findings.find(
      f =>
        f.unit === 'USD per year' &&
        typeof f.value === 'number' &&
        agrees(number, f.value / 12),
    );
    if (yearly) return { finding: yearly.id, derivation: 'unit' };
  }
  return { finding: null, derivation: null };
}

const MONTHS =
  'january february march april may june july august september october november december'.split(
    ' ',
  );
const DATE = new RegExp(
  `\\b(?:(\\d{4})-(\\d{2})-(\\d{2})|(${MONTHS.join(
    '|',
  )}) (?:(\\d{1,2})(?:st|nd|rd|th)?,? )?(\\d{4})|(\\d{1,2}) (${MONTHS.join(
    '|',
  )}) (\\d{4}))\\b`,
  'gi',
);

/** Links dates, and blanks them so that their digits are no numbers of their own. */
function linkDates(
  text: string,
  findings: readonly Finding[],
): { rest: string; claims: (Claim & { index: number })[] } {
  const claims: (Claim & { index: number })[] = [];
  const dates = findings.filter(f => f.unit === 'date');
  const rest = text.replace(DATE, (...args) => {
    const match = String(args[0]);
    const [year, month, day] = [
      args[1] ?? args[6] ?? args[9],
      args[2] ?? MONTHS.indexOf(String(args[4] ?? args[8]).toLowerCase()) + 1,
      args[3] ?? args[5] ?? args[7],
    ].map(part => (part === undefined ? undefined : Number(part)));
    const found = dates.find(f => {
      const [y, m, d] = String(f.value).slice(0, 10).split('-').map(Number);
      return y === year && m === month && (day === undefined || d === day);
    });
    claims.push({
      text: match,
      value: year ?? 0,
      finding: found?.id ?? null,
      derivation: found ? 'date' : null,
      index: Number(args[10]),
    });
    return ' '.repeat(match.length);
  });
  return { rest, claims };
}

/** Blanks names, which may hold digits or brackets and state nothing. */
export function withoutNames(text: string, names: readonly string[]): string {
  return names
    .filter(Boolean)
    .reduce(
      (rest, name) => rest.replaceAll(name, ' '.repeat(name.length)),
      text,
    );
}

/**
 * Links each number of a text to the finding that it comes from.
 *
 * @param known - Names that may hold digits and are no claims: the business,
 * its site, its location.
 */
export function linkClaims(
  text: string,
  findings: readonly Finding[],
  known: readonly string[],
): Claim[] {
  const numeric = findings.filter(
    (f): f is Finding & { value: number } => typeof f.value === 'number',
  );
  const sources = [...numeric.flatMap(ownSources), ...pairSources(numeric)];
  const { rest, claims } = linkDates(withoutNames(text, known), findings);
  const numbers = statedNumbers(rest).map(number => ({
    text: number.text,
    value: number.value,
    ...link(number, sources, findings),
    index: number.index,
  }));
  return [...claims, ...numbers]
    .sort((a, b) => a.index - b.index)
    .map(({ index: _, ...claim }) => claim);
}
