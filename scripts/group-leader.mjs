// Leads a process group: node group-leader.mjs <program> [arguments]. Its
// standard input is a pipe from the script that started it. When that pipe
// closes, the script is gone, even by kill -9, and the group ends too.
import { spawn } from 'node:child_process';

/** Longer than the backend's grace period for running tests (20 s). */
const GRACE_MS = 30_000;

const [program, ...args] = process.argv.slice(2);
const child = spawn(program, args, {
  stdio: ['ignore', 'inherit', 'inherit'],
});
let abandoned = false;

child.once('error', () => process.exit(127));
child.once('exit', code => {
  // Otherwise the script sees to those who are left
  if (abandoned) endGroup();
  else process.exit(code ?? 1);
});

// The group hears signals through its leader, so that each hears them once
process.on('SIGTERM', () => child.kill('SIGTERM'));
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});

process.stdin.resume();
process.stdin.once('close', () => {
  abandoned = true;
  child.kill('SIGTERM');
  setTimeout(endGroup, GRACE_MS);
});

function endGroup() {
  process.kill(-process.pid, 'SIGKILL');
}
