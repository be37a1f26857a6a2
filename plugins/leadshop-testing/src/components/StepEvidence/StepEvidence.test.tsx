import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { StepResult } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { InMemoryTesting } from '../../__testUtils__/InMemoryTesting';
import {
  accessibilityProblems,
  renderPage,
} from '../../__testUtils__/renderPage';
import {
  stepWithEvidence,
  STORED,
  testWithEvidence,
} from '../../__testUtils__/stepEvidence';
import { EvidenceBoundary } from './EvidenceBoundary';
import { StepEvidence } from './StepEvidence';

const STEPS = Array.from({ length: 12 }, (_, index) => index + 1);
const BROKEN = /could not be drawn/;

/** The JSON with each of its plain values turned into another kind. */
function twisted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(twisted);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, twisted(member)]),
    );
  }
  return typeof value === 'string' ? { odd: 7 } : 'odd';
}

describe('StepEvidence', () => {
  beforeEach(() => {
    URL.createObjectURL = () => 'blob:1';
    URL.revokeObjectURL = () => {};
  });

  const show = (...steps: StepResult[]) => {
    const api = new InMemoryTesting();
    for (const { name } of steps.flatMap(step => step.artifacts)) {
      const blob = new Blob([name]);
      blob.text = async () => `Subject: Hello\r\n\r\n${name}`;
      api.artifacts.set(name, blob);
    }
    return renderPage(
      <>
        {steps.map(step => (
          <article key={step.step_name} aria-label={step.step_name}>
            <StepEvidence test={testWithEvidence()} step={step} />
          </article>
        ))}
      </>,
      { api },
    );
  };

  it.each(STEPS)(
    'shows all that step %p stored, for everybody',
    async number => {
      const { container } = await show(stepWithEvidence(number));
      await screen.findAllByRole('heading', { level: 5 });
      expect(screen.queryByText('Also stored')).not.toBeInTheDocument();
      expect(screen.queryByText(BROKEN)).not.toBeInTheDocument();
      expect(
        (await accessibilityProblems(container)).filter(
          // The step stands in a page that has the headings above it
          problem => !problem.startsWith('heading-order'),
        ),
      ).toEqual([]);
    },
  );

  it.each([['text'], [7], [[null]], [{ a: { b: 1 } }]])(
    'shows what has another shape as it was stored: %j',
    async odd => {
      await show(
        ...STEPS.map(number => {
          const step = stepWithEvidence(number, { artifacts: [] });
          return {
            ...step,
            details: Object.fromEntries(
              Object.keys(step.details).map(name => [name, odd]),
            ),
          };
        }),
      );
      for (const number of STEPS) {
        const { step_name } = stepWithEvidence(number);
        const article = screen.getByRole('article', { name: step_name });
        expect(within(article).getByText('Also stored')).toBeInTheDocument();
      }
      expect(screen.queryByText(BROKEN)).not.toBeInTheDocument();
    },
  );

  it('survives odd values wherever they stand', async () => {
    await show(
      ...STEPS.map(number => {
        const step = stepWithEvidence(number, { artifacts: [] });
        return {
          ...step,
          details: twisted(step.details) as StepResult['details'],
        };
      }),
    );
    expect(screen.getAllByRole('article')).toHaveLength(12);
    expect(screen.queryByText(BROKEN)).not.toBeInTheDocument();
  });

  it('shows the part that a failed step had stored', async () => {
    const { bucket, key } = STORED.s3_setup.details;
    await show(
      stepWithEvidence(1, { status: 'failed', details: { bucket, key } }),
    );
    expect(screen.getByText('leadshop-testing')).toBeInTheDocument();
    expect(screen.queryByText('Same bytes came back')).not.toBeInTheDocument();
  });

  it('shows a step of another pipeline as it was stored, with its files', async () => {
    await show(
      stepWithEvidence(1, {
        step_name: 'crm_sync',
        details: { contacts_synced: 12, constructor: 'odd' },
        artifacts: STORED.screenshot_integration.artifacts,
      }),
    );
    expect(screen.getByText('Contacts synced')).toBeInTheDocument();
    expect(
      await screen.findByRole('img', { name: 'Screenshot (desktop)' }),
    ).toBeInTheDocument();
  });

  it('shows the first of 500 findings, and all when asked', async () => {
    await show(
      stepWithEvidence(5, {
        details: {
          findings: Array.from({ length: 500 }, (_, index) => ({
            id: `f${index}`,
            severity: 'high',
            title: `Finding ${index}`,
            what_to_do: 'Mend it',
          })),
        },
      }),
    );
    expect(screen.getByText('High: 500')).toBeInTheDocument();
    expect(screen.getAllByText(/^Finding \d+$/)).toHaveLength(25);
    await userEvent.click(screen.getByRole('button', { name: 'Show all 500' }));
    expect(screen.getAllByText(/^Finding \d+$/)).toHaveLength(500);
  });
});

describe('EvidenceBoundary', () => {
  it('shows something simpler when a view cannot be drawn', () => {
    const silent = jest.spyOn(console, 'error').mockImplementation(() => {});
    const errors: string[] = [];
    const Broken = () => {
      throw new Error('odd');
    };
    render(
      <EvidenceBoundary
        fallback="as it was stored"
        onError={({ message }) => errors.push(message)}
      >
        <Broken />
      </EvidenceBoundary>,
    );
    expect(screen.getByText('as it was stored')).toBeInTheDocument();
    expect(errors).toEqual(['odd']);
    silent.mockRestore();
  });
});
