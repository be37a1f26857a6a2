/*
 * What the container that this process is in may use, and uses: cgroup v2, and v1
 * where the machine still has it. A limit of a group above holds as well, so the
 * smallest on the way up counts. In a container the way usually ends at the mount
 * itself; where the host's path is shown that does not exist there, the mount is
 * the container.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Null: there is no limit, or it cannot be read here. */
export interface ContainerState {
  /** CPUs that may be used, such as 1.5. */
  cpuLimit: number | null;
  /** CPU time used so far, in nanoseconds. */
  cpuTime: bigint | null;
  /** In bytes. */
  memoryLimit: number | null;
  /** In bytes, without what is only cached of files. */
  memoryUsed: number | null;
}

/** Larger "limits" are how version 1 says that there is none. */
const NO_LIMIT = 2 ** 53;

/** Reads the control group of this process. */
export class Cgroup {
  readonly #root: string;

  /** @param root - where `proc` and `sys` are; tests have their own */
  constructor(root = '/') {
    this.#root = root;
  }

  read(): ContainerState {
    const groups = this.#groups();
    const unified = groups.get('');
    if (unified !== undefined) {
      const state = this.#version2(unified);
      if (state.memoryUsed !== null || state.cpuTime !== null) return state;
    }
    return this.#version1(groups);
  }

  /** Paths by controller; '' is version 2. */
  #groups(): Map<string, string> {
    const groups = new Map<string, string>();
    const lines = this.#text('proc/self/cgroup')?.trim().split('\n') ?? [];
    for (const line of lines) {
      const [, controllers, ...path] = line.split(':');
      for (const name of controllers?.split(',') ?? []) {
        groups.set(name, path.join(':'));
      }
    }
    return groups;
  }

  #version2(path: string): ContainerState {
    const mount = 'sys/fs/cgroup';
    const own = this.#own(mount, path, 'cgroup.controllers');
    const limits = this.#upwards(mount, own);
    const current = this.#number(own, 'memory.current');
    const usage = this.#field(own, 'cpu.stat', 'usage_usec');
    return {
      cpuLimit: smallest(
        limits.map(dir => {
          const [quota, period] = this.#words(dir, 'cpu.max');
          return ratio(quota, period);
        }),
      ),
      cpuTime: usage === null ? null : BigInt(usage) * 1000n,
      memoryLimit: smallest(limits.map(dir => this.#number(dir, 'memory.max'))),
      memoryUsed: without(
        current,
        this.#field(own, 'memory.stat', 'inactive_file'),
      ),
    };
  }

  #version1(groups: Map<string, string>): ContainerState {
    const at = (controller: string, file: string) => {
      const mount = `sys/fs/cgroup/${controller}`;
      const own = this.#own(mount, groups.get(controller) ?? '/', file);
      return { own, limits: this.#upwards(mount, own) };
    };
    const memory = at('memory', 'memory.usage_in_bytes');
    const cpu = at('cpu', 'cpu.cfs_quota_us');
    const time = this.#number(
      at('cpuacct', 'cpuacct.usage').own,
      'cpuacct.usage',
    );
    return {
      cpuLimit: smallest(
        cpu.limits.map(dir =>
          ratio(
            this.#words(dir, 'cpu.cfs_quota_us')[0],
            this.#words(dir, 'cpu.cfs_period_us')[0],
          ),
        ),
      ),
      cpuTime: time === null ? null : BigInt(time),
      memoryLimit: smallest(
        memory.limits.map(dir => this.#number(dir, 'memory.limit_in_bytes')),
      ),
      memoryUsed: without(
        this.#number(memory.own, 'memory.usage_in_bytes'),
        this.#field(memory.own, 'memory.stat', 'total_inactive_file'),
      ),
    };
  }

  /** The group's folder, or the mount when the path is not to be seen here. */
  #own(mount: string, path: string, file: string): string {
    const named = join(mount, path);
    return this.#text(join(named, file)) === undefined ? mount : named;
  }

  #upwards(mount: string, own: string): string[] {
    const way = [own];
    while (way[0] !== mount && way[0].startsWith(mount)) {
      way.unshift(dirname(way[0]));
    }
    return way;
  }

  #text(path: string): string | undefined {
    try {
      return readFileSync(join(this.#root, path), 'utf8');
    } catch {
      return undefined;
    }
  }

  #words(dir: string, file: string): string[] {
    return this.#text(join(dir, file))?.trim().split(/\s+/) ?? [];
  }

  #number(dir: string, file: string): number | null {
    return limitOf(this.#words(dir, file)[0]);
  }

  #field(dir: string, file: string, name: string): number | null {
    const words = this.#words(dir, file);
    const at = words.indexOf(name);
    return at < 0 ? null : limitOf(words[at + 1]);
  }
}

/** `max` and what no machine has are no limit. */
function limitOf(word: string | undefined): number | null {
  const value = Number(word ?? NaN);
  return Number.isFinite(value) && value >= 0 && value < NO_LIMIT
    ? Math.trunc(value)
    : null;
}

function ratio(
  quota: string | undefined,
  period: string | undefined,
): number | null {
  const of = limitOf(quota);
  const by = limitOf(period);
  return of && by ? of / by : null;
}

function smallest(values: (number | null)[]): number | null {
  const known = values.filter(value => value !== null);
  return known.length > 0 ? Math.min(...known) : null;
}

function without(all: number | null, part: number | null): number | null {
  return all === null ? null : Math.max(0, all - (part ?? 0));
}
