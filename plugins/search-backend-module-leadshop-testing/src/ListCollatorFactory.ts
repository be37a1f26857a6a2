import { Readable } from 'node:stream';
import { Permission } from '@backstage/plugin-permission-common';
import {
  DocumentCollatorFactory,
  IndexableDocument,
} from '@backstage/plugin-search-common';

/** Makes documents of the rows of a list, when the search asks for them. */
export class ListCollatorFactory<Row> implements DocumentCollatorFactory {
  readonly type: string;
  readonly visibilityPermission: Permission;
  readonly #rows: () => AsyncIterable<Row>;
  readonly #toDocument: (row: Row) => IndexableDocument | undefined;

  /**
   * @param options - `toDocument` gives undefined for a row that is not to be
   * found
   */
  constructor(options: {
    type: string;
    visibilityPermission: Permission;
    rows: () => AsyncIterable<Row>;
    toDocument: (row: Row) => IndexableDocument | undefined;
  }) {
    this.type = options.type;
    this.visibilityPermission = options.visibilityPermission;
    this.#rows = options.rows;
    this.#toDocument = options.toDocument;
  }

  async getCollator(): Promise<Readable> {
    return Readable.from(this.#documents());
  }

  async *#documents(): AsyncGenerator<IndexableDocument> {
    for await (const row of this.#rows()) {
      const document = this.#toDocument(row);
      if (document) yield document;
    }
  }
}
