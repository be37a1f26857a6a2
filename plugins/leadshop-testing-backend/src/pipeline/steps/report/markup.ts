/** HTML that is safe to put into a page as it is. */
export class Markup {
  readonly #html: string;
  constructor(html: string) {
    this.#html = html;
  }
  toString(): string {
    return this.#html;
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Makes text harmless inside an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => ENTITIES[character]);
}

type Value = string | number | Markup | readonly Markup[];

function rendered(value: Value): string {
  if (value instanceof Markup) return value.toString();
  if (typeof value === 'object') return value.map(String).join('');
  return escapeHtml(String(value));
}

/**
 * A template whose values are all escaped, except those that are
 * {@link Markup} themselves. There is no other way to put text into a mail.
 */
export function markup(
  parts: TemplateStringsArray,
  ...values: readonly Value[]
): Markup {
  return new Markup(
    parts.reduce((html, part, i) => html + rendered(values[i - 1]) + part),
  );
}
