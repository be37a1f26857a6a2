/*
 * Who somebody is: the user, its groups, and the groups above those.
 *
 * A Backstage session knows a user's direct groups only, so the groups above
 * are read from the catalog, level by level. Answers are kept for at most five
 * seconds: a change in the catalog is in force that soon, and a page that asks
 * for twenty permissions costs one lookup. If the catalog cannot be read, the
 * direct groups decide alone, which can only take rights away.
 */
import {
  AuthService,
  BackstageCredentials,
  BackstageUserPrincipal,
  LoggerService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { parseEntityRef, RELATION_CHILD_OF } from '@backstage/catalog-model';
import { isError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { LRUCache } from 'lru-cache';

const KEPT_FOR_MS = 5_000;
const KEPT_USERS = 10_000;
const KEPT_GROUPS = 10_000;
/** A deeper tree than any company has; a cycle ends here at the latest. */
const MAX_LEVELS = 16;
/** More groups than this above one user are a mistake in the catalog. */
const MAX_GROUPS = 1_000;

/** What {@link Membership} asks and tells. */
export interface MembershipServices {
  auth: AuthService;
  catalog: CatalogService;
  logger: LoggerService;
  userInfo: UserInfoService;
}

/** Where time comes from; tests turn it by hand. */
export interface Clock {
  now(): number;
}

export class Membership {
  readonly #services: MembershipServices;
  /** By user: the user and every group, direct or above. */
  readonly #refsOfUser: LRUCache<string, ReadonlySet<string>, Credentials>;
  /** By group: the groups right above it. */
  readonly #parentsOfGroup: LRUCache<string, readonly string[]>;

  constructor(services: MembershipServices, clock: Clock = performance) {
    this.#services = services;
    const shortLived = { ttl: KEPT_FOR_MS, ttlResolution: 0, perf: clock };
    this.#refsOfUser = new LRUCache({
      ...shortLived,
      max: KEPT_USERS,
      fetchMethod: (_user, _stale, { context }) => this.#read(context),
    });
    this.#parentsOfGroup = new LRUCache({ ...shortLived, max: KEPT_GROUPS });
  }

  /** Everything that the user is, as normalised entity references. */
  async refsOf(credentials: Credentials): Promise<ReadonlySet<string>> {
    return this.#refsOfUser.forceFetch(credentials.principal.userEntityRef, {
      context: credentials,
    });
  }

  async #read(credentials: Credentials): Promise<ReadonlySet<string>> {
    const { userEntityRef, ownershipEntityRefs } =
      await this.#services.userInfo.getUserInfo(credentials);
    const refs = new Set([userEntityRef, ...ownershipEntityRefs]);
    try {
      await this.#addGroupsAbove(refs);
    } catch (error) {
      this.#services.logger.warn(
        'The groups above a user could not be read from the catalog, so roles follow its direct groups alone for now',
        isError(error) ? error : undefined,
      );
    }
    return refs;
  }

  async #addGroupsAbove(refs: Set<string>): Promise<void> {
    let level = [...refs].filter(isGroup);
    for (let depth = 0; level.length > 0 && depth < MAX_LEVELS; depth++) {
      const parents = await this.#parentsOf(level);
      level = parents.filter(parent => !refs.has(parent));
      for (const parent of level) {
        if (refs.size >= MAX_GROUPS) {
          this.#services.logger.warn(
            `A user is below more than ${MAX_GROUPS} groups; roles of the groups beyond are not given`,
          );
          return;
        }
        refs.add(parent);
      }
    }
  }

  async #parentsOf(groups: readonly string[]): Promise<string[]> {
    const known = new Map<string, readonly string[]>();
    for (const group of groups) {
      const parents = this.#parentsOfGroup.get(group);
      if (parents) known.set(group, parents);
    }
    const unknown = groups.filter(group => !known.has(group));
    if (unknown.length > 0) {
      const { auth, catalog } = this.#services;
      const { items } = await catalog.getEntitiesByRefs(
        { entityRefs: unknown, fields: ['kind', 'relations'] },
        { credentials: await auth.getOwnServiceCredentials() },
      );
      items.forEach((entity, index) => {
        const parents = (entity?.relations ?? [])
          .filter(relation => relation.type === RELATION_CHILD_OF)
          .map(relation => relation.targetRef)
          .filter(isGroup);
        known.set(unknown[index], parents);
        this.#parentsOfGroup.set(unknown[index], parents);
      });
    }
    return [...new Set([...known.values()].flat())];
  }
}

type Credentials = BackstageCredentials<BackstageUserPrincipal>;

function isGroup(ref: string): boolean {
  return parseEntityRef(ref).kind === 'group';
}
