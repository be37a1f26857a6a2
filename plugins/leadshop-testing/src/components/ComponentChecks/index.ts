/*
 * Health checks of one component over a period: its uptime, how checks came out
 * over time, and what failed. It loads and fails by itself, beside what tests say.
 */
export { ComponentChecks } from './ComponentChecks';
export { useComponentChecks } from './useComponentChecks';
