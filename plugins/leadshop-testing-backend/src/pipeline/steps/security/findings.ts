import { z } from 'zod';

/** How bad a finding is, worst first. */
export const SEVERITIES = ['high', 'medium', 'low', 'info'] as const;
/** How bad a finding is. */
export type Severity = (typeof SEVERITIES)[number];

/** Something about a site that should be better. */
export const securityFindingSchema = z.object({
  id: z.string(),
  severity: z.enum(SEVERITIES),
  title: z.string(),
  /** What the owner of the site should do. */
  what_to_do: z.string(),
});
/** Something about a site that should be better. */
export type SecurityFinding = z.infer<typeof securityFindingSchema>;

/** Points that a finding costs. */
export const PENALTIES: Readonly<Record<Severity, number>> = {
  high: 25,
  medium: 10,
  low: 4,
  info: 0,
};
/** The score in words, kept beside it. */
export const SECURITY_FORMULA = `100 - ${PENALTIES.high} x high - ${PENALTIES.medium} x medium - ${PENALTIES.low} x low, at least 0`;

/** 0 to 100; see {@link SECURITY_FORMULA}. */
export function securityScore(findings: readonly SecurityFinding[]): number {
  const lost = findings.reduce((sum, f) => sum + PENALTIES[f.severity], 0);
  return Math.max(0, 100 - lost);
}

/** Worst first; the order within a severity stays. */
export function bySeverity(
  findings: readonly SecurityFinding[],
): SecurityFinding[] {
  return [...findings].sort(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
  );
}
