import { screen } from '@testing-library/react';
import type { Execution } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { StepEvidence } from '../components/StepEvidence';
import { InMemoryTesting } from './InMemoryTesting';
import { renderPage } from './renderPage';
import { stepWithEvidence, testWithEvidence } from './stepEvidence';

/** The browser of these tests has no addresses for blobs. */
export function withBlobAddresses(): void {
  const { createObjectURL, revokeObjectURL } = URL;
  beforeEach(() => {
    let made = 0;
    URL.createObjectURL = () => `blob:${++made}`;
    URL.revokeObjectURL = () => {};
  });
  afterEach(() => {
    Object.assign(URL, { createObjectURL, revokeObjectURL });
  });
}

/** Shows what a step has stored, with changes. */
export async function showEvidence(
  number: number,
  change: Record<string, unknown> = {},
  test: Partial<Execution> = {},
) {
  const step = stepWithEvidence(number);
  const whole = testWithEvidence(test);
  const api = new InMemoryTesting();
  for (const { name } of step.artifacts) {
    const blob = new Blob([name]);
    blob.text = async () => `Subject: Hello\r\nX-Part: one\r\n\r\nThe ${name}`;
    api.artifacts.set(name, blob);
  }
  return renderPage(
    <StepEvidence
      test={whole}
      step={{
        ...step,
        details: { ...step.details, ...change },
        artifacts: step.artifacts.filter(
          ({ personal }) => !whole.personal_data_hidden || !personal,
        ),
      }}
    />,
    { api },
  );
}

/** What stands beside a term. */
export function factOf(term: string) {
  return screen.getByText(term, { selector: 'dt' }).nextElementSibling;
}

/** The row of a table with that name. */
export function rowOf(name: RegExp) {
  return screen.getByRole('row', { name });
}
