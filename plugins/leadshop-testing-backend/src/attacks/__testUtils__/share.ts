/* Which attacks a run of the tests makes. */

/** One in so many; `yarn test:security` makes them all. */
const ONE_IN = process.env.LEADSHOP_ATTACKS === 'all' ? 1 : 16;

/** This run's share; of different ones for different places. */
export function share<T>(attacks: readonly T[], place: number): T[] {
  return attacks.filter((_, index) => (index + place) % ONE_IN === 0);
}
