import {
  AlertFinding,
  AlertSubject,
  Fault,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** What a rule sees in one subject. */
export interface Finding {
  /** Tells the subjects of a rule apart. */
  key: string;
  subject: AlertSubject;
  /**
   * `breach` raises, `clear` resolves. `between` is neither, so that a figure
   * that wavers around a limit raises and resolves nothing.
   */
  state: AlertFinding['state'];
  /** Of figures and names of components alone: it is sent to others. */
  message: string;
  fault: Fault | null;
}

/** Of a subject that is told apart by its provider mode, too. */
export function subjectKey({ type, name, provider_mode }: AlertSubject) {
  return [type, name ?? '', provider_mode ?? ''].join(':');
}
