import {
  COMPONENT_SLUGS,
  ComponentSlug,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  Answer,
  Call,
  CallDescription,
  json,
  Protocol,
  RefusalKind,
  REFUSAL_STATUS,
  retryAfter,
} from '../exchange';
import { FaultRule } from '../faults';

/**
 * Endpoints of LeadShop's own components, `/components/<slug>`, for tests of
 * `components.<slug>.url`. They answer what was last set for the slug.
 */
export class ComponentProtocol implements Protocol {
  readonly component = 'component';
  readonly #answers = new Map<ComponentSlug, unknown>();

  setAnswer(slug: ComponentSlug, answer: unknown): void {
    this.#answers.set(slug, answer);
  }

  /** False when none was set. */
  removeAnswer(slug: ComponentSlug): boolean {
    return this.#answers.delete(slug);
  }

  describe(call: Call): CallDescription {
    const slug = slugOf(call);
    return { slugs: slug ? [slug] : [] };
  }

  answer(call: Call): Answer {
    const slug = slugOf(call);
    if (!slug || !this.#answers.has(slug)) {
      return json(404, {
        error: `No answer is set for '${call.path}'; PUT it to /control/components/<slug>`,
      });
    }
    return json(200, this.#answers.get(slug));
  }

  refuse(kind: RefusalKind, rule: FaultRule): Answer {
    return json(
      rule.status ?? REFUSAL_STATUS[kind],
      { error: kind === 'status' ? 'internal error' : kind },
      retryAfter(kind, rule),
    );
  }
}

function slugOf(call: Call): ComponentSlug | undefined {
  return COMPONENT_SLUGS.find(slug => slug === call.path.split('/')[0]);
}
