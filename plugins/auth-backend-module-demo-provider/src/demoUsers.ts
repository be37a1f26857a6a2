/**
 * The catalog users that may sign in without a password: one per role, and
 * one who has none. They are in `examples/org.yaml`.
 *
 * @public
 */
export const DEMO_USER_NAMES = [
  'admin',
  'qa-manager',
  'qa-tester',
  'developer',
  'viewer',
  'no-role',
] as const;

/** The name of a demo user. @public */
export type DemoUserName = (typeof DEMO_USER_NAMES)[number];

/** Whether a header's value names one of the demo users. */
export function isDemoUserName(
  value: string | undefined,
): value is DemoUserName {
  return DEMO_USER_NAMES.some(name => name === value);
}
