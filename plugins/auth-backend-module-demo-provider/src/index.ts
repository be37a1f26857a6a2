/**
 * Demo sign-in for development: one user per role, no password.
 *
 * @packageDocumentation
 */
export { authModuleDemoProvider as default } from './module';
export { DEMO_USER_NAMES } from './demoUsers';
export type { DemoUserName } from './demoUsers';
