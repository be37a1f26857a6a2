/*
 * Takes in a form with a file: straight to disk, with no more of it in memory
 * than the network is ahead of the disk. What is wrong is answered at once; what
 * the client still sends is thrown away, up to a limit, because an answer in the
 * face of somebody who is talking is lost with the connection.
 */
import { createWriteStream } from 'node:fs';
import fs from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { InputError } from '@backstage/errors';
import {
  Busboy,
  BusboyFileStream,
  BusboyHeaders,
  BusboyInstance,
} from '@fastify/busboy';
import { Request } from 'express';
import { RequestError } from '../../../api/problems';
import { storableText } from '../../../store/storable';

/** A file that has arrived whole. */
export interface Upload {
  path: string;
  name: string;
  size: number;
  /** Text of the part `mapping`; undefined when it was left out. */
  mapping: string | undefined;
}

const FILE_PART = 'file';
const MAPPING_PART = 'mapping';
const MAX_MAPPING_BYTES = 4 * 1024 * 1024;
/** Boundaries and headers of the parts. */
const MAX_FRAME_BYTES = 64 * 1024;
const MAX_NAME = 255;
const NOT_WHOLE = 'The upload did not arrive whole; send it again';
/** What is still read of a client whose upload was refused. */
const MAX_THROWN_AWAY_BYTES = 256 * 1024 * 1024;

/** The parts of a form, as they come in. */
class Form {
  readonly #request: Request;
  readonly #path: string;
  readonly #maxFileBytes: number;
  readonly #parser: BusboyInstance;
  #name: string | undefined;
  #mapping: string | undefined;
  #writing: Promise<void> | undefined;
  #refuse: (error: Error) => void = () => {};

  constructor(
    request: Request,
    options: { path: string; maxFileBytes: number },
  ) {
    this.#request = request;
    this.#path = options.path;
    this.#maxFileBytes = options.maxFileBytes;
    this.#parser = newParser(request, options.maxFileBytes);
  }

  async received(): Promise<{ name: string; mapping: string | undefined }> {
    let file: BusboyFileStream | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        this.#refuse = reject;
        this.#parser
          .on('file', (part, stream, name) => {
            file = stream;
            this.#onFile(part, stream, name);
          })
          .on('field', (part, value, _, truncated) =>
            this.#onField(part, value, truncated),
          )
          .on('filesLimit', () => reject(stray('a second file')))
          .on('fieldsLimit', () => reject(stray('a further part')))
          .on('partsLimit', () => reject(stray('a further part')))
          .on('finish', resolve)
          .on('error', error =>
            reject(
              new InputError('The form is not whole or not well-formed', error),
            ),
          );
        const onClose = () => {
          if (!this.#request.complete) reject(new InputError(NOT_WHOLE));
        };
        this.#request.on('close', onClose);
        // Who was gone before this began says so no more
        if (this.#request.destroyed) onClose();
        this.#request.pipe(this.#parser);
      });
      await this.#writing;
    } catch (error) {
      file?.destroy();
      await this.#writing?.catch(() => {});
      throw error;
    } finally {
      this.#request.unpipe(this.#parser);
    }
    if (this.#name === undefined) {
      throw new InputError(`Send the file in a part called '${FILE_PART}'`);
    }
    return { name: this.#name, mapping: this.#mapping };
  }

  #onFile(part: string, stream: BusboyFileStream, name: string | undefined) {
    if (!name) {
      this.#refuse(
        new InputError(
          `The part '${FILE_PART}' has no file name; send it as a file, so that its kind can be told`,
        ),
      );
    }
    stream.on('limit', () => this.#refuse(tooLarge(this.#maxFileBytes)));
    this.#name = storableText(name ?? part).slice(0, MAX_NAME);
    this.#writing = pipeline(
      stream,
      createWriteStream(this.#path, { flags: 'wx', mode: 0o600 }),
    );
    // A full disk is found out here; what is refused ends it on purpose
    this.#writing.catch(error => this.#refuse(error));
  }

  #onField(part: string, value: string, truncated: boolean) {
    if (part !== MAPPING_PART) {
      this.#refuse(stray(`'${part ?? ''}'`.slice(0, 100)));
    } else if (truncated) {
      this.#refuse(
        new RequestError(
          413,
          'PayloadTooLargeError',
          `The part '${MAPPING_PART}' is larger than ${MAX_MAPPING_BYTES} bytes; correct fewer cells here, and the others in the file`,
        ),
      );
    } else {
      this.#mapping = value;
    }
  }
}

/**
 * Receives the file of a request. Nothing is left on disk when it throws.
 *
 * @param path - where to put it
 * @throws RequestError 413 when it is too large, also in the middle of it;
 * InputError for everything else that is wrong with the form.
 */
export async function receiveUpload(
  request: Request,
  options: { path: string; maxFileBytes: number },
): Promise<Upload> {
  const { path, maxFileBytes } = options;
  try {
    const declared = Number(request.headers['content-length'] ?? 0);
    if (declared > maxFileBytes + MAX_MAPPING_BYTES + MAX_FRAME_BYTES) {
      throw tooLarge(maxFileBytes);
    }
    const { name, mapping } = await new Form(request, options).received();
    const { size } = await fs.stat(path);
    return { path, name, size, mapping };
  } catch (error) {
    throwAway(request);
    await fs.rm(path, { force: true });
    throw error;
  }
}

function newParser(request: Request, maxFileBytes: number): BusboyInstance {
  try {
    return new Busboy({
      headers: request.headers as BusboyHeaders,
      isPartAFile: part => part === FILE_PART,
      limits: {
        fileSize: maxFileBytes,
        files: 1,
        fieldSize: MAX_MAPPING_BYTES,
        fields: 1,
        parts: 2,
        headerPairs: 20,
      },
    });
  } catch {
    throw new InputError('The form has no boundary in its Content-Type');
  }
}

function stray(what: string): InputError {
  return new InputError(
    `The form has ${what}; send one file as '${FILE_PART}' and, if you like, its options as '${MAPPING_PART}'`,
  );
}

function tooLarge(maxBytes: number): RequestError {
  const megabytes = Math.round((maxBytes / 1024 / 1024) * 100) / 100;
  return new RequestError(
    413,
    'PayloadTooLargeError',
    `The file is larger than the ${megabytes} MB that may be imported at once; split it, or ask for a higher import.maxFileSizeMb`,
  );
}

function throwAway(request: Request) {
  let thrownAway = 0;
  request.on('data', chunk => {
    thrownAway += chunk.length;
    if (thrownAway > MAX_THROWN_AWAY_BYTES) request.destroy();
  });
  request.resume();
}
