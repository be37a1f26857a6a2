import { availableParallelism, totalmem } from 'node:os';
import { Cgroup, ContainerState } from './Cgroup';

/** A shorter span says more about the question than about the process. */
const MIN_SPAN_NS = 500_000_000n;

/** In percent of what may be used; null where the machine does not say it. */
export interface Usage {
  cpu_usage: number;
  memory_usage: number;
  memory_bytes: number;
  container_cpu_usage: number | null;
  container_memory_usage: number | null;
}

interface Reading {
  at: bigint;
  process: NodeJS.CpuUsage;
  container: bigint | null;
}

/**
 * CPU and memory of this process and of its container, CPU since the reader's
 * last reading. What may be used is what the container's limits say, or the
 * machine's where there are none.
 */
export class ProcessUsage {
  readonly #cgroup: Cgroup;
  #before: Reading;
  #cpu = 0;
  #containerCpu: number | null = null;

  constructor(cgroup = new Cgroup()) {
    this.#cgroup = cgroup;
    this.#before = reading(cgroup.read());
  }

  read(): Usage {
    const container = this.#cgroup.read();
    const { cpus, memory } = usable(container);
    const now = reading(container);
    const span = now.at - this.#before.at;
    if (span >= MIN_SPAN_NS) {
      const { user, system } = process.cpuUsage(this.#before.process);
      const share = (cpuNs: number) => (cpuNs * 100) / Number(span) / cpus;
      this.#cpu = share((user + system) * 1000);
      this.#containerCpu =
        now.container === null || this.#before.container === null
          ? null
          : share(Number(now.container - this.#before.container));
      this.#before = now;
    }
    const rss = process.memoryUsage.rss();
    return {
      cpu_usage: percent(this.#cpu),
      memory_usage: percent((rss / memory) * 100),
      memory_bytes: rss,
      container_cpu_usage:
        this.#containerCpu === null ? null : percent(this.#containerCpu),
      container_memory_usage:
        container.memoryUsed === null
          ? null
          : percent((container.memoryUsed / memory) * 100),
    };
  }
}

/** CPUs and bytes of memory that this process may use. */
export function usable(container: ContainerState): {
  cpus: number;
  memory: number;
} {
  return {
    cpus: Math.min(container.cpuLimit ?? Infinity, availableParallelism()),
    memory: Math.min(container.memoryLimit ?? Infinity, totalmem()),
  };
}

function reading({ cpuTime }: ContainerState): Reading {
  return {
    at: process.hrtime.bigint(),
    process: process.cpuUsage(),
    container: cpuTime,
  };
}

function percent(value: number): number {
  return Math.round(Math.min(100, Math.max(0, value)) * 10) / 10;
}
