import { Entity } from '@backstage/catalog-model';

const TEAM_SIZE = 50;
/** The group that has the role; every team is below it. */
export const EVERYBODY = 'group:default/everybody';

/** The entity ref of a user, by its number. */
export function userRef(n: number): string {
  return `user:default/user-${n}`;
}

function entity(
  kind: string,
  name: string,
  spec: NonNullable<Entity['spec']>,
): Entity {
  const location = 'bench:people';
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: {
      name,
      annotations: {
        'backstage.io/managed-by-location': location,
        'backstage.io/managed-by-origin-location': location,
      },
    },
    spec,
  };
}

/** Users in teams of fifty, and the group above the teams. */
export function peopleEntities(users: number): Entity[] {
  const teams = Math.ceil(users / TEAM_SIZE);
  return [
    entity('Group', 'everybody', { type: 'company', children: [] }),
    ...Array.from({ length: teams }, (_, n) =>
      entity('Group', `team-${n}`, {
        type: 'team',
        parent: 'everybody',
        children: [],
      }),
    ),
    ...Array.from({ length: users }, (_, n) =>
      entity('User', `user-${n}`, {
        memberOf: [`team-${Math.floor(n / TEAM_SIZE)}`],
      }),
    ),
  ];
}
