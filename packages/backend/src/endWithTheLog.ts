/**
 * Ends this process in an orderly way when nobody reads its log any more, as in
 * `node packages/backend | tee log` when tee has ended. Backstage logs every error
 * that nobody caught, and a write to a broken pipe is another one: without a
 * listener it goes on so forever, with a processor and gigabytes of memory.
 *
 * @param running - the process; default this one
 */
export function endWithTheLog(running: NodeJS.Process = process): void {
  let told = false;
  const unread = (error: NodeJS.ErrnoException) => {
    if (told || error.code !== 'EPIPE') return;
    told = true;
    running.kill(running.pid, 'SIGTERM');
  };
  running.stdout.on('error', unread);
  running.stderr.on('error', unread);
}
