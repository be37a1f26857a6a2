/** Twelve steps that wait a little; two of them keep an object. */
export const LIGHT = 'chaos_light';

/** Twelve steps that wait for nothing, as P1 measures. */
export const NO_WAIT = 'chaos_no_wait';

/** Kills the process that runs it. */
export const POISON = 'chaos_poison';
