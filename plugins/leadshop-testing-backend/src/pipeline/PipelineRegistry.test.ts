import {
  Pipeline,
  PipelineStep,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { PipelineRegistry } from './PipelineRegistry';

function step(name: string, number: number, dependsOn: string[] = []) {
  const made: PipelineStep = {
    name,
    number,
    title: name,
    component: 'score-calculator',
    dependsOn,
    timeoutMs: 1000,
    retry: { maxAttempts: 1, initialDelayMs: 0, maxDelayMs: 0 },
    run: async () => ({ details: {}, provider_mode: null }),
  };
  return made;
}

const smoke: Pipeline = {
  name: 'smoke',
  title: 'Smoke',
  steps: [step('first', 1)],
};

describe('PipelineRegistry', () => {
  it('finds pipelines by name', () => {
    const registry = new PipelineRegistry([smoke, { ...smoke, name: 'other' }]);
    expect(registry.names).toEqual(['smoke', 'other']);
    expect(registry.get('smoke')?.pipeline).toBe(smoke);
    expect(registry.get('none')).toBeUndefined();
  });

  it('adds the steps of modules, also several and depending on each other', () => {
    const registry = new PipelineRegistry(
      [smoke],
      [
        { pipelineName: 'smoke', step: step('third', 3, ['second']) },
        { pipelineName: 'smoke', step: step('second', 2, ['first']) },
      ],
    );
    const outline = registry.get('smoke')?.outline;
    expect(outline?.steps.map(s => [s.step_number, s.step_name])).toEqual([
      [1, 'first'],
      [2, 'second'],
      [3, 'third'],
    ]);
    expect(outline?.steps[2].depends_on).toEqual(['second']);
    // What was given is left as it was
    expect(smoke.steps).toHaveLength(1);
  });

  it('names a shape by what it is: another shape has another version', () => {
    const version = (pipeline: Pipeline) =>
      new PipelineRegistry([pipeline]).get('smoke')?.outline.version;
    const before = version(smoke);
    expect(version({ ...smoke, steps: [step('first', 1)] })).toBe(before);
    expect(
      version({ ...smoke, steps: [...smoke.steps, step('second', 2)] }),
    ).not.toBe(before);
  });

  it.each<[string, Pipeline[], { pipelineName: string; step: PipelineStep }[]]>(
    [
      ["Two pipelines are named 'smoke'", [smoke, smoke], []],
      [
        "Step 'second' was added to pipeline 'none', which is not there",
        [smoke],
        [{ pipelineName: 'none', step: step('second', 2) }],
      ],
      [
        "Pipeline 'smoke' cannot run: two steps have number 1",
        [smoke],
        [{ pipelineName: 'smoke', step: step('second', 1) }],
      ],
      [
        "Pipeline 'smoke' cannot run: it has no steps",
        [{ ...smoke, steps: [] }],
        [],
      ],
    ],
  )('stops the start: %s', (problem, pipelines, added) => {
    expect(() => new PipelineRegistry(pipelines, added)).toThrow(problem);
  });
});
