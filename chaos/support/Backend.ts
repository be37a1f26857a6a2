import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, WriteStream } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';

const MISCHIEF = path.join(__dirname, 'mischief.cjs');
/** A busy machine takes its time; that says nothing of what is looked at here. */
const START_TIMEOUT_MS = 240_000;
/** Longer than the grace period of a backend. */
const STOP_TIMEOUT_MS = 40_000;

/** How a backend is started. */
export interface BackendOptions {
  name: string;
  port: number;
  /** What Node runs. */
  entry: string;
  cwd: string;
  /** Files of configuration. */
  configFiles: string[];
  env?: Record<string, string>;
  /** Where it writes what it says. */
  logFile: string;
}

/** One backend: a process that is started, harmed and started again. */
export class Backend {
  readonly #options: BackendOptions;
  readonly #log: WriteStream;
  #child: ChildProcess | undefined;
  #ready: Promise<void> | undefined;
  #started: ChildProcess | undefined;

  constructor(options: BackendOptions) {
    this.#options = options;
    this.#log = createWriteStream(options.logFile, { flags: 'a' });
  }

  get name(): string {
    return this.#options.name;
  }

  /** Of the API. */
  get url(): string {
    return `http://127.0.0.1:${this.#options.port}/api/leadshop-testing/v1`;
  }

  /** Its process is there; it may not serve yet. */
  get isRunning(): boolean {
    const child = this.#child;
    return !!child && child.exitCode === null && child.signalCode === null;
  }

  /** It is there and has started: what a load balancer asks. */
  get isServing(): boolean {
    return this.isRunning && this.#started === this.#child;
  }

  /** Starts it if it does not run, and waits until it serves. */
  start(): Promise<void> {
    if (!this.isRunning || !this.#ready) this.#ready = this.#start();
    return this.#ready;
  }

  async #start(): Promise<void> {
    const { entry, cwd, configFiles, env } = this.#options;
    const child = spawn(
      process.execPath,
      [
        ...['--require', MISCHIEF],
        ...[
          '--require',
          require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        ],
        entry,
        ...configFiles.flatMap(file => ['--config', file]),
      ],
      {
        cwd,
        env: {
          ...process.env,
          NODE_ENV: 'development',
          NODE_OPTIONS: '',
          ...env,
        },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      },
    );
    this.#child = child;
    const said: string[] = [];
    await new Promise<void>((resolve, reject) => {
      const timeout = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new Error(`Backend ${this.name} did not start in time`));
      }, START_TIMEOUT_MS);
      for (const stream of [child.stdout, child.stderr]) {
        if (!stream) continue;
        createInterface({ input: stream }).on('line', line => {
          this.#log.write(`${new Date().toISOString()} ${line}\n`);
          said.push(line);
          said.splice(0, said.length - 20);
          if (line.includes('Plugin initialization complete')) {
            clearTimeout(timeout);
            this.#started = child;
            resolve();
          }
        });
      }
      child.once('exit', (code, signal) => {
        clearTimeout(timeout);
        reject(
          new Error(
            `Backend ${this.name} ended with ${
              code ?? signal
            } while it started:\n${said.join('\n')}`,
          ),
        );
      });
    });
  }

  /** Kills it without a chance to say goodbye. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Asks it to stop, as a rolling restart does. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals) {
    const child = this.#child;
    if (!child || !this.isRunning) return;
    this.#ready?.catch(() => {});
    const exited = once(child, 'exit');
    child.kill(signal);
    const force = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(force);
  }

  /** Waits until it has ended by itself. */
  async ended(): Promise<void> {
    if (this.#child && this.isRunning) await once(this.#child, 'exit');
  }

  /** Takes the processor away from it, all threads, until it is given back. */
  suspend(): () => void {
    const child = this.#child;
    child?.kill('SIGSTOP');
    return () => child?.kill('SIGCONT');
  }

  /** Blocks its event loop by computing. */
  block(ms: number): void {
    this.#child?.send({ block: ms });
  }

  /** Shifts its clock by so much from the real one. */
  shiftClock(ms: number): void {
    this.#child?.send({ clock: ms });
  }

  /** Heap in use, in bytes. */
  async heap(): Promise<number> {
    const child = this.#child;
    if (!child || !this.isRunning) return 0;
    // Backstage sends messages of its own
    const answered = new Promise<number>(resolve => {
      const hear = (message: { heap?: number }) => {
        if (message.heap === undefined) return;
        child.off('message', hear);
        resolve(message.heap);
      };
      child.on('message', hear);
    });
    child.send({ heap: true });
    return answered;
  }

  /** Resident memory in bytes; 0 when it does not run. */
  async rss(): Promise<number> {
    if (!this.isRunning || !this.#child) return 0;
    const status = await fs
      .readFile(`/proc/${this.#child.pid}/status`, 'utf8')
      .catch(() => '');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
  }
}
