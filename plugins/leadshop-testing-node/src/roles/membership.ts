/*
 * Who somebody is: the user, its groups, and the groups above those, all as the
 * catalog has them now. A Backstage session knows groups too, but those of the
 * moment when its token was issued, up to an hour ago.
 *
 * What the catalog says of one entity is kept for two seconds, counted from the
 * question, and nothing is kept of what is made of it: so whatever the number
 * of levels, no answer is older than that. If the catalog cannot be read, nobody
 * can tell who is a member, and the question fails.
 */
import { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import {
  parseEntityRef,
  RELATION_CHILD_OF,
  RELATION_MEMBER_OF,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { ServiceUnavailableError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { LRUCache } from 'lru-cache';

/** The longest that an answer of the catalog is kept, in milliseconds. */
export const MEMBERSHIP_TTL_MS = 2_000;
const KEPT_ENTITIES = 20_000;
/** A deeper tree than any company has; a cycle ends here at the latest. */
const MAX_LEVELS = 16;
/** More groups than this above one user are a mistake in the catalog. */
const MAX_GROUPS = 1_000;
const UPWARDS = [RELATION_MEMBER_OF, RELATION_CHILD_OF];

/** What {@link Membership} asks and tells. */
export interface MembershipServices {
  auth: AuthService;
  catalog: CatalogService;
  logger: LoggerService;
}

/** Where time comes from; tests turn it by hand. */
export interface Clock {
  now(): number;
}

/**
 * Everything that somebody is, as normalised entity references, each with the
 * one below it by which it was found; the user itself has none.
 */
export type Memberships = ReadonlyMap<string, string | undefined>;

type Above = Promise<readonly string[]>;

export class Membership {
  readonly #services: MembershipServices;
  /** By user or group: the groups right above it. */
  readonly #above: LRUCache<string, Above>;

  /** @param clock - one that is never set back, or decisions would live on */
  constructor(services: MembershipServices, clock: Clock = performance) {
    this.#services = services;
    this.#above = new LRUCache({
      max: KEPT_ENTITIES,
      ttl: MEMBERSHIP_TTL_MS,
      ttlResolution: 0,
      perf: clock,
    });
  }

  /**
   * The user and every group above it, however far.
   *
   * @throws ServiceUnavailableError when the catalog cannot be read
   */
  async of(userEntityRef: string): Promise<Memberships> {
    const found = new Map(withoutGroups(userEntityRef));
    let level = [...found.keys()];
    for (let depth = 0; level.length > 0 && depth < MAX_LEVELS; depth++) {
      const above = await Promise.all(this.#groupsAbove(level));
      const next: string[] = [];
      for (const [index, groups] of above.entries()) {
        for (const group of groups.filter(ref => !found.has(ref))) {
          if (found.size >= MAX_GROUPS) {
            this.#services.logger.warn(
              `A user is below more than ${MAX_GROUPS} groups; roles of the groups beyond are not given`,
            );
            return found;
          }
          found.set(group, level[index]);
          next.push(group);
        }
      }
      level = next;
    }
    return found;
  }

  /** One question for all that are not known, in the order of `refs`. */
  #groupsAbove(refs: readonly string[]): Above[] {
    const unknown = refs.filter(ref => !this.#above.has(ref));
    if (unknown.length > 0) {
      const answers = this.#read(unknown);
      for (const [index, ref] of unknown.entries()) {
        const answer = answers.then(all => all[index]);
        this.#above.set(ref, answer);
        // A failure must not be kept; what was answered since must
        answer.catch(() => {
          if (this.#above.peek(ref) === answer) this.#above.delete(ref);
        });
      }
    }
    return refs.map(ref => this.#above.get(ref) ?? this.#readOne(ref));
  }

  /** For one that was pushed out, or grew too old, between two lines. */
  async #readOne(ref: string): Above {
    const [groups] = await this.#read([ref]);
    return groups;
  }

  async #read(refs: readonly string[]): Promise<string[][]> {
    const { auth, catalog } = this.#services;
    try {
      const { items } = await catalog.getEntitiesByRefs(
        { entityRefs: [...refs], fields: ['kind', 'relations'] },
        { credentials: await auth.getOwnServiceCredentials() },
      );
      return items.map(entity =>
        (entity?.relations ?? [])
          .filter(({ type }) => UPWARDS.includes(type))
          .map(({ targetRef }) => targetRef)
          .filter(isGroup),
      );
    } catch (error) {
      throw new ServiceUnavailableError(
        'The catalog did not say who is in which group, so nobody can be let in now; try again in a moment',
        error,
      );
    }
  }
}

/** What a user is where no group matters: nobody has to be asked. */
export function withoutGroups(userEntityRef: string): Memberships {
  const user = stringifyEntityRef(parseEntityRef(userEntityRef));
  return new Map([[user, undefined]]);
}

/** Whether this is a group, and no user. */
export function isGroup(ref: string): boolean {
  return parseEntityRef(ref).kind === 'group';
}
