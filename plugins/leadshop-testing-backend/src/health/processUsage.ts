import { availableParallelism, totalmem } from 'node:os';

let before = { usage: process.cpuUsage(), at: process.hrtime.bigint() };
let cpu = 0;
/** A shorter span says more about the question than about the process. */
const MIN_SPAN_NS = 500_000_000n;

/**
 * CPU since the last reading and memory of this process, in percent of what the
 * machine or its container has.
 */
export function readProcessUsage(): {
  cpu_usage: number;
  memory_usage: number;
} {
  const at = process.hrtime.bigint();
  const span = at - before.at;
  if (span >= MIN_SPAN_NS) {
    const usage = process.cpuUsage();
    const busy =
      usage.user - before.usage.user + (usage.system - before.usage.system);
    cpu = (busy * 1000 * 100) / Number(span) / availableParallelism();
    before = { usage, at };
  }
  // Zero, or more than the machine has, when there is no limit
  const limit = process.constrainedMemory?.() ?? 0;
  const memory = limit > 0 && limit < totalmem() ? limit : totalmem();
  return {
    cpu_usage: percent(cpu),
    memory_usage: percent((process.memoryUsage.rss() / memory) * 100),
  };
}

function percent(value: number): number {
  return Math.round(Math.min(100, Math.max(0, value)) * 10) / 10;
}
