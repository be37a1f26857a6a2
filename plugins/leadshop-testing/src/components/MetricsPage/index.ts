/*
 * The System metrics page: what the backends were loaded with, when tests
 * ended, and how each component did. Each component is read by itself, so that
 * a row that fails leaves the others alone; the address says which one is open.
 */
export { ComponentDetails } from './ComponentDetails';
export { MetricsPage } from './MetricsPage';
export { TrendNote } from './TrendNote';
export { useComponentResults } from './useComponentResults';
