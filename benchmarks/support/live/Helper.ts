import { ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import type { Answer, Sent } from './orders';

const TRANSFORM = require.resolve('@backstage/cli/config/nodeTransform.cjs');

/** A process beside the benchmark that does what it is told, one at a time. */
export class Helper<Order> {
  readonly #child: ChildProcess;
  #orders = 0;

  constructor(
    file: string,
    options: { args?: string[]; node?: string[] } = {},
  ) {
    this.#child = fork(file, options.args ?? [], {
      execArgv: [
        ...['--expose-gc', '--require', TRANSFORM],
        ...(options.node ?? []),
      ],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, NODE_ENV: 'development', NODE_OPTIONS: '' },
    });
    this.#child.stderr?.pipe(process.stderr);
    this.#child.stdout?.resume();
  }

  get child(): ChildProcess {
    return this.#child;
  }

  async tell<T>(order: Order): Promise<T> {
    this.#orders += 1;
    const sent: Sent<Order> = { number: this.#orders, order };
    const { done, failed } = await new Promise<Answer>((resolve, reject) => {
      const onExit = (code: number | null) =>
        reject(new Error(`The process ended with ${code}`));
      const onMessage = (answer: Answer) => {
        if (answer.number !== sent.number) return;
        this.#child.off('message', onMessage);
        this.#child.off('exit', onExit);
        resolve(answer);
      };
      this.#child.on('message', onMessage);
      this.#child.once('exit', onExit);
      this.#child.send(sent);
    });
    if (failed) throw new Error(failed);
    return done as T;
  }

  /** Resident memory, in bytes. */
  async rss(): Promise<number> {
    const status = await fs.readFile(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
  }

  /** Processor time so far, in seconds. */
  async cpu(): Promise<number> {
    const stat = await fs.readFile(`/proc/${this.#child.pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exited;
  }
}
