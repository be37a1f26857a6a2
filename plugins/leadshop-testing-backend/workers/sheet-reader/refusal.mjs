/** What is wrong with a workbook, in words for the person who uploaded it. */
export class Refusal extends Error {
  /** @param {'broken' | 'too_large' | 'unsupported'} kind */
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}

export const broken = () =>
  new Refusal(
    'broken',
    'The workbook is damaged: a part of it is missing or cannot be read. Open it in a spreadsheet program and save it again',
  );
