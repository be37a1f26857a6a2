/*
 * Counts calls of providers between two samples: how many, how long, whose fault
 * the failures were. What is counted is a call that was made: one that an open
 * circuit refused took no time of the vendor's, and one that was given up has
 * proved nothing.
 */
import {
  Fault,
  ProviderMode,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { bucketOf, Buckets } from './durations';

/** A call that has ended. */
export interface ProviderCall {
  provider: string;
  mode: ProviderMode;
  /** In milliseconds. */
  duration: number;
  /** Null: it succeeded. */
  fault: Fault | null;
}

/** Calls of one provider. */
export interface ProviderTally {
  provider: string;
  mode: ProviderMode;
  calls: number;
  faults: Partial<Record<Fault, number>>;
  durations: Buckets;
}

/** Counts calls. */
export class ProviderCalls {
  #tallies = new Map<string, ProviderTally>();

  add({ provider, mode, duration, fault }: ProviderCall): void {
    const key = `${mode} ${provider}`;
    const tally = this.#tallies.get(key) ?? {
      provider,
      mode,
      calls: 0,
      faults: {},
      durations: new Map<number, number>(),
    };
    this.#tallies.set(key, tally);
    tally.calls += 1;
    const bucket = bucketOf(duration);
    tally.durations.set(bucket, (tally.durations.get(bucket) ?? 0) + 1);
    if (fault) tally.faults[fault] = (tally.faults[fault] ?? 0) + 1;
  }

  /** What has been counted since the last time. */
  take(): ProviderTally[] {
    const taken = [...this.#tallies.values()];
    this.#tallies = new Map();
    return taken;
  }

  /** Counts again what could not be stored. */
  giveBack(tallies: readonly ProviderTally[]): void {
    for (const back of tallies) {
      const key = `${back.mode} ${back.provider}`;
      const tally = this.#tallies.get(key);
      if (!tally) {
        this.#tallies.set(key, back);
        continue;
      }
      tally.calls += back.calls;
      for (const [bucket, count] of back.durations) {
        tally.durations.set(bucket, (tally.durations.get(bucket) ?? 0) + count);
      }
      for (const [fault, count] of Object.entries(back.faults)) {
        const name = fault as Fault;
        tally.faults[name] = (tally.faults[name] ?? 0) + count;
      }
    }
  }
}
