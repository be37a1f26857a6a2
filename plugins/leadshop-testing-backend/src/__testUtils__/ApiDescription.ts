/* The OpenAPI document of a backend, and whether its answers are what it says. */
import Ajv2020, { ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

interface Described {
  content?: Record<string, { schema?: object }>;
}

interface Operation {
  'x-permission': string | string[];
  'x-audit'?: string;
  responses: Record<string, Described | undefined>;
}

/** The document, as far as answers are concerned. */
export interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

interface Route {
  name: string;
  pattern: RegExp;
  operation: Operation;
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);

const placeholders = (name: string) => name.split('{').length;

/** Checks answers against an OpenAPI document, and remembers what was asked. */
export class ApiDescription {
  readonly document: Document;
  readonly #routes: Route[];
  readonly #asked = new Set<string>();
  readonly #validators = new Map<object, ValidateFunction>();

  constructor(document: Document) {
    this.document = document;
    this.#routes = Object.entries(document.paths)
      .flatMap(([path, operations]) =>
        Object.entries(operations).map(([method, operation]) => ({
          name: `${method} ${path}`,
          pattern: new RegExp(
            `^${method} ${path
              .replaceAll('.', '\\.')
              .replace(/\{\w+\}/g, '[^/]+')}$`,
          ),
          operation,
        })),
      )
      // `/leads/export` is no lead
      .sort((a, b) => placeholders(a.name) - placeholders(b.name));
  }

  /** All routes, such as `get /tests/{id}`. */
  get routes(): string[] {
    return this.#routes.map(({ name }) => name).sort();
  }

  /** Those of {@link routes} that have answered well. */
  get asked(): string[] {
    return [...this.#asked].sort();
  }

  /** @throws Error when the document says something else of this answer. */
  check(
    asked: { method: string; path: string },
    answer: { status: number; contentType: string; body: unknown },
  ): void {
    const path = asked.path.replace(/\?.*/s, '');
    const request = `${asked.method.toLowerCase()} ${path}`;
    const route = this.#routes.find(({ pattern }) => pattern.test(request));
    // What does not exist is answered by Backstage; 304 repeats what was said
    if (!route || answer.status === 304) return;
    const described = route.operation.responses[answer.status];
    const difference = described
      ? this.#difference(described, answer)
      : 'does not know that status';
    if (difference) {
      throw new Error(
        `${route.name} answered ${answer.status}, and the API description ${difference}`,
      );
    }
    if (answer.status < 300) this.#asked.add(route.name);
  }

  #difference(
    { content }: Described,
    { contentType, body }: { contentType: string; body: unknown },
  ): string | undefined {
    if (!content) return body === '' ? undefined : 'says that it is empty';
    const [[type, { schema }]] = Object.entries(content);
    if (type !== '*/*' && !contentType.startsWith(type)) {
      return `says ${type}, not ${contentType}`;
    }
    if (!schema) return undefined;
    const validate = this.#validator(schema);
    return validate(body)
      ? undefined
      : `differs: ${ajv.errorsText(validate.errors)}`;
  }

  #validator(schema: object): ValidateFunction {
    let validate = this.#validators.get(schema);
    if (!validate) {
      const { components } = this.document;
      validate = ajv.compile({ ...schema, components });
      this.#validators.set(schema, validate);
    }
    return validate;
  }
}
