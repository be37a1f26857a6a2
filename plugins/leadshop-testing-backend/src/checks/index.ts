/*
 * The room of health checks: how each of the thirteen components is, found out by
 * a light call of its own and not by waiting for the next test.
 *
 * `HealthChecks` makes a round in each interval, on one replica: every `Probe` at
 * a moment of its own, with a time limit of its own. What it came to is stored
 * (store/HealthCheckStore.ts) with the state that follows (`checkState`), and
 * told to all replicas. `judgement` puts it beside what real tests say, for
 * `/status`; `ChecksReader` answers what is asked of the past.
 */
export { ChecksReader } from './ChecksReader';
export { HealthChecks } from './HealthChecks';
export { createProbes } from './probes';
