import { AlertApi, createApiRef } from '@backstage/core-plugin-api';
import type { ImportOptions } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { TranslationApi } from '@backstage/core-plugin-api/alpha';
import {
  isUnanswered,
  LeadshopTestingApi,
  newIdempotencyKey,
  problemText,
} from '../api';
import { leadshopTestingTranslationRef, Translate } from '../translation';
import { assertUnchanged } from './assertUnchanged';

/** A file that is on its way, or that the server did not take. */
export interface ImportUpload {
  readonly id: string;
  readonly fileName: string;
  readonly fileSize: number;
  /** Share that has been sent, 0 to 1. */
  readonly sent: number;
  /** Why the server did not take it; undefined while it is on its way. */
  readonly problem?: unknown;
}

/** What is needed to send a file again. */
interface Work {
  file: File;
  options: Partial<ImportOptions>;
  control: AbortController;
}

interface Options {
  api: Pick<LeadshopTestingApi, 'imports'>;
  alertApi: Pick<AlertApi, 'post'>;
  translationApi: Pick<TranslationApi, 'getTranslation'>;
}

/**
 * The uploads of a browser tab. One that has arrived leaves the list; one that
 * failed stays until it is sent again or dismissed. When nobody looks at the
 * list, an alert tells how an upload ended. Leaving the portal while a file is
 * on its way is asked about by the browser.
 */
export class ImportUploads {
  readonly #options: Options;
  readonly #work = new Map<string, Work>();
  readonly #listeners = new Set<() => void>();
  #uploads: readonly ImportUpload[] = [];

  constructor(options: Options) {
    this.#options = options;
  }

  /** The uploads, the oldest first; another list after each change. */
  list(): readonly ImportUpload[] {
    return this.#uploads;
  }

  /** Hears of changes until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Sends a file; `arrival` is as that of {@link ImportUploads.sendAgain}. */
  send(
    file: File,
    options: Partial<ImportOptions>,
  ): { id: string; arrival: Promise<string | undefined> } {
    const id = newIdempotencyKey();
    this.#work.set(id, { file, options, control: new AbortController() });
    this.#set([
      ...this.#uploads,
      { id, fileName: file.name, fileSize: file.size, sent: 0 },
    ]);
    return { id, arrival: this.#run(id) };
  }

  /**
   * Sends a file that was not taken once more.
   *
   * @returns the id of the import; undefined when there is none
   */
  async sendAgain(id: string): Promise<string | undefined> {
    const work = this.#work.get(id);
    if (!work) {
      return undefined;
    }
    work.control.abort();
    work.control = new AbortController();
    this.#change(id, { sent: 0, problem: undefined });
    return this.#run(id);
  }

  /** Stops an upload, or forgets one that failed. */
  dismiss(id: string): void {
    this.#work.get(id)?.control.abort();
    this.#work.delete(id);
    this.#set(this.#uploads.filter(upload => upload.id !== id));
  }

  async #run(id: string): Promise<string | undefined> {
    const work = this.#work.get(id);
    if (!work) {
      return undefined;
    }
    const { file, options, control } = work;
    const { signal } = control;
    try {
      await assertUnchanged(file);
      const { import_id } = await this.#options.api.imports.start(
        file,
        options,
        {
          signal,
          onUploadProgress: (sent, total) => {
            if (!signal.aborted) {
              this.#change(id, { sent: sent / total });
            }
          },
        },
      );
      this.#tell('success', t =>
        t('imports.uploads.arrived', { file: file.name }),
      );
      this.dismiss(id);
      return import_id;
    } catch (problem) {
      if (!signal.aborted) {
        this.#tell('error', t =>
          t('imports.uploads.failed', {
            file: file.name,
            reason: uploadProblemText(t, problem),
          }),
        );
        this.#change(id, { problem });
      }
      return undefined;
    }
  }

  #tell(severity: 'success' | 'error', say: (t: Translate) => string): void {
    const { alertApi, translationApi } = this.#options;
    const texts = translationApi.getTranslation(leadshopTestingTranslationRef);
    // The texts are there: the upload was started on one of the pages
    if (this.#listeners.size === 0 && texts.ready) {
      alertApi.post({ severity, message: say(texts.t as Translate) });
    }
  }

  #change(id: string, change: Partial<ImportUpload>): void {
    this.#set(
      this.#uploads.map(upload =>
        upload.id === id ? { ...upload, ...change } : upload,
      ),
    );
  }

  #set(uploads: readonly ImportUpload[]): void {
    this.#uploads = uploads;
    if (uploads.some(({ problem }) => problem === undefined)) {
      window.addEventListener('beforeunload', askBeforeLeaving);
    } else {
      window.removeEventListener('beforeunload', askBeforeLeaving);
    }
    this.#listeners.forEach(listener => listener());
  }
}

function askBeforeLeaving(event: BeforeUnloadEvent): void {
  event.preventDefault();
  // Browsers before 2024 ask only when this is set
  event.returnValue = true;
}

/**
 * Why a file was not taken. Without an answer nobody knows whether the whole
 * file was there already.
 */
export function uploadProblemText(t: Translate, problem: unknown): string {
  const reason = problemText(t, problem);
  return isUnanswered(problem) ? t('imports.uploads.lost', { reason }) : reason;
}

/** Ref of {@link ImportUploads}. */
export const importUploadsApiRef = createApiRef<ImportUploads>({
  id: 'plugin.leadshop-testing.uploads',
});
