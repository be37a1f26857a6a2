// What goes wrong in these scripts is told in one clear line: what happened
// and what to do. A stack is shown for what nobody foresaw.

/** A failure that its message explains fully. */
export class ClearError extends Error {}

/**
 * Runs a script to its end and exits with its code.
 * @param {() => Promise<number | void>} main
 */
export async function run(main) {
  try {
    process.exitCode = (await main()) ?? process.exitCode ?? 0;
  } catch (error) {
    console.error(error instanceof ClearError ? error.message : error);
    process.exitCode = 1;
  }
}
