import { availableParallelism, totalmem } from 'node:os';

/** A shorter span says more about the question than about the process. */
const MIN_SPAN_NS = 500_000_000n;

/** CPU and memory of this process; CPU since the reader's last reading. */
export class ProcessUsage {
  #before = { usage: process.cpuUsage(), at: process.hrtime.bigint() };
  #cpu = 0;

  /** In percent of what the machine or its container has. */
  read(): { cpu_usage: number; memory_usage: number } {
    const at = process.hrtime.bigint();
    const span = at - this.#before.at;
    if (span >= MIN_SPAN_NS) {
      const { user, system } = process.cpuUsage(this.#before.usage);
      this.#cpu =
        ((user + system) * 1000 * 100) / Number(span) / availableParallelism();
      this.#before = { usage: process.cpuUsage(), at };
    }
    // Zero, or more than the machine has, when there is no limit
    const limit = process.constrainedMemory?.() ?? 0;
    const memory = limit > 0 && limit < totalmem() ? limit : totalmem();
    return {
      cpu_usage: percent(this.#cpu),
      memory_usage: percent((process.memoryUsage.rss() / memory) * 100),
    };
  }
}

function percent(value: number): number {
  return Math.round(Math.min(100, Math.max(0, value)) * 10) / 10;
}
