/*
 * Who somebody is: the user, its groups, and the groups above those, all as the
 * catalog has them now. A Backstage session knows groups too, but those of the
 * moment when its token was issued, up to an hour ago.
 *
 * What the catalog says of one entity is kept for two seconds, counted from the
 * question, and nothing is kept of what is made of it: so whatever the number
 * of levels, no answer is older than that. Questions of the same moment, about
 * whichever users, are asked as one: a thousand people who come back at once cost
 * a handful of calls. If the catalog cannot be read, nobody can tell who is a
 * member, and the question fails.
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
import DataLoader from 'dataloader';
import { LRUCache } from 'lru-cache';
import { LeadshopRoles } from './roles';

/** The longest that an answer of the catalog is kept, in milliseconds. */
export const MEMBERSHIP_TTL_MS = 2_000;
const KEPT_ENTITIES = 20_000;
/** A deeper tree than any company has; a cycle ends here at the latest. */
const MAX_LEVELS = 16;
/** More groups than this above one user are a mistake in the catalog. */
const MAX_GROUPS = 1_000;
const UPWARDS = [RELATION_MEMBER_OF, RELATION_CHILD_OF];

/** In one question; the event loop is busy with its answer for milliseconds. */
const ASKED_AT_ONCE = 500;

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
  readonly #reads = new DataLoader<string, readonly string[]>(
    refs => this.#read(refs),
    {
      cache: false,
      maxBatchSize: ASKED_AT_ONCE,
      batchScheduleFn: ask => setImmediate(ask),
    },
  );

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

  /** What counts of a user under a matrix; without groups in it, nobody is asked. */
  async under(
    roles: LeadshopRoles,
    userEntityRef: string,
  ): Promise<Memberships> {
    const byGroup = Object.values(roles).some(({ members }) =>
      [...members.keys()].some(ref => ref.startsWith('group:')),
    );
    return byGroup ? this.of(userEntityRef) : withoutGroups(userEntityRef);
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

  /** In the order of `refs`. */
  #groupsAbove(refs: readonly string[]): Above[] {
    return refs.map(ref => {
      const known = this.#above.get(ref);
      if (known) return known;
      const answer = this.#reads.load(ref);
      this.#above.set(ref, answer);
      // A failure must not be kept; what was answered since must
      answer.catch(() => {
        if (this.#above.peek(ref) === answer) this.#above.delete(ref);
      });
      return answer;
    });
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

function withoutGroups(userEntityRef: string): Memberships {
  const user = stringifyEntityRef(parseEntityRef(userEntityRef));
  return new Map([[user, undefined]]);
}

/** Whether this is a group, and no user. */
function isGroup(ref: string): boolean {
  return parseEntityRef(ref).kind === 'group';
}
