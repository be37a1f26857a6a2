import { Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import { fail, ROOT } from './schema';

/** Reads a duration below `leadshopTesting`, in milliseconds. */
export type ReadDuration = (path: string, fallback: number) => number;

/** Durations of this configuration; a wrong one stops the start. */
export function durationReader(config: Config): ReadDuration {
  return (path, fallback) => {
    if (!config.has(`${ROOT}.${path}`)) return fallback;
    try {
      const value = durationToMilliseconds(
        readDurationFromConfig(config, { key: `${ROOT}.${path}` }),
      );
      if (!Number.isFinite(value) || value < 0) throw new Error('negative');
      return value;
    } catch {
      return fail(
        path,
        "not a duration; write { seconds: 30 }, '30s' or 'PT30S'",
      );
    }
  };
}
