import type { ImportProblem } from '@leadshop/backstage-plugin-leadshop-testing-common';

/** How bad a problem is, in a word: colours alone do not say it. */
export const SEVERITY_TEXT: Record<ImportProblem['severity'], string> = {
  error: 'Error',
  warning: 'Warning',
};
