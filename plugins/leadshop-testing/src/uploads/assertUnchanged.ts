import { LocalProblem } from '../api';
import { bytesOf } from './bytesOf';

/**
 * Rejects for a file that the browser can no longer read. An upload of it would
 * fail just as a lost connection does.
 */
export async function assertUnchanged(file: File): Promise<void> {
  try {
    await bytesOf(file.slice(0, 1));
  } catch {
    throw new LocalProblem(t =>
      t('shared.problem.fileChanged', { file: file.name }),
    );
  }
}
