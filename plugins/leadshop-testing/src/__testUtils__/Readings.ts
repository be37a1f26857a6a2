import { act } from '@testing-library/react';

/** A reading that the test answers when it likes. */
export class Readings {
  readonly waiting: {
    resolve(value: string): void;
    reject(error: Error): void;
  }[] = [];
  load = () =>
    new Promise<string>((resolve, reject) => {
      this.waiting.push({ resolve, reject });
    });

  async answer(value: string | Error): Promise<void> {
    const reading = this.waiting.shift();
    await act(async () =>
      value instanceof Error ? reading?.reject(value) : reading?.resolve(value),
    );
  }
}
