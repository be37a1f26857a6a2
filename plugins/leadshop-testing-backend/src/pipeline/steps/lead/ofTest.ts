import {
  StepContext,
  StepError,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { AssessableLead, assessableLead } from './normalise';

/** The lead of this test in its one form, as the assessments need it. */
export function leadOfTest(context: StepContext): AssessableLead {
  const lead = assessableLead(context.lead);
  if (lead) return lead;
  throw new StepError(
    'The lead has no business name or no website; correct it and run the test again',
    { fault: 'lead' },
  );
}
