/*
 * Work that is asked for one by one and done many at a time. What comes in while
 * a group is under way waits and goes together with the next one, so that a busy
 * replica pays for one statement where it would pay for dozens. A group begins
 * with the next turn of the event loop: what else is asked for in this one, goes
 * along.
 *
 * A statement runs on one core of the database. A second group goes beside the
 * first when so many wait that it is worth a statement of its own, or when the
 * first takes its time: somebody may hold a row that it waits for.
 */

/** So many more wait: another group goes beside those under way. */
const BESIDE_FROM = 16;
/** Groups under way at once. */
const MAX_GROUPS = 3;
/** Nobody waits for a group that is under way for longer. */
const PATIENCE_MS = 50;

interface Asked<Item, Answer> {
  item: Item;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
}

/** Does work in groups. */
export class GroupedWork<Item, Answer> {
  readonly #work: (items: Item[]) => Promise<Answer[]>;
  readonly #most: number;
  #waiting: Asked<Item, Answer>[] = [];
  #underWay = 0;
  /** Of those under way: they take their time. */
  #slow = 0;
  #beginning = false;

  /**
   * @param work - does the work of a group; an answer for each item, in its order
   * @param most - items in a group; keeps a statement's size bounded
   */
  constructor(work: (items: Item[]) => Promise<Answer[]>, most: number) {
    this.#work = work;
    this.#most = most;
  }

  /** Asks for work. Rejects with what its group, or it alone, came to. */
  ask(item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#soon();
    });
  }

  #soon() {
    if (this.#beginning || this.#waiting.length === 0) return;
    if (this.#underWay >= MAX_GROUPS) return;
    const ahead = this.#underWay - this.#slow;
    if (this.#waiting.length < BESIDE_FROM * ahead) return;
    this.#beginning = true;
    setImmediate(() => {
      this.#beginning = false;
      void this.#goThrough(this.#waiting.splice(0, this.#most));
      this.#soon();
    });
  }

  async #goThrough(group: Asked<Item, Answer>[]): Promise<void> {
    let slow = 0;
    const patience = setTimeout(() => {
      slow = 1;
      this.#slow += slow;
      this.#soon();
    }, PATIENCE_MS);
    this.#underWay += 1;
    await this.#together(group);
    this.#underWay -= 1;
    clearTimeout(patience);
    this.#slow -= slow;
    this.#soon();
  }

  async #together(group: Asked<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.#work(group.map(({ item }) => item));
      group.forEach(({ resolve }, i) => resolve(answers[i]));
    } catch (error) {
      if (group.length > 1 && isOfOne(error)) {
        // One of them cannot be done; the others must not suffer for it
        for (const asked of group) await this.#together([asked]);
        return;
      }
      for (const { reject } of group) reject(error);
    }
  }
}

/**
 * PostgreSQL refused a value (classes 22 and 23), or the group and another
 * transaction waited for each other's rows; and not the statement as such.
 */
function isOfOne(error: unknown): boolean {
  return /^(2[23]|40P01)/.test(String((error as { code?: unknown }).code));
}
