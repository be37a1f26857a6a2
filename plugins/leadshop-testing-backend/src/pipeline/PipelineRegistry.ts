import { InputError } from '@backstage/errors';
import {
  Pipeline,
  PipelineStep,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { OutlineStore, outlineOf, PipelineOutline } from '../store/outlines';
import { checkPipeline } from './transitions';

/** A pipeline that may run, with the outline that its tests refer to. */
export interface RegisteredPipeline {
  pipeline: Pipeline;
  outline: PipelineOutline;
}

/** The pipelines of this backend: ours and those that modules added. */
export class PipelineRegistry {
  readonly #pipelines: ReadonlyMap<string, RegisteredPipeline>;

  /**
   * @param pipelines - complete pipelines
   * @param added - steps that modules add to them
   * @throws Error naming the pipeline or step that cannot run.
   */
  constructor(
    pipelines: readonly Pipeline[],
    added: readonly { pipelineName: string; step: PipelineStep }[] = [],
  ) {
    const byName = new Map<string, Pipeline>();
    for (const pipeline of pipelines) {
      if (byName.has(pipeline.name)) {
        throw new Error(`Two pipelines are named '${pipeline.name}'`);
      }
      byName.set(pipeline.name, pipeline);
    }
    for (const { pipelineName, step } of added) {
      const pipeline = byName.get(pipelineName);
      if (!pipeline) {
        throw new Error(
          `Step '${step.name}' was added to pipeline '${pipelineName}', which is not there`,
        );
      }
      byName.set(pipelineName, {
        ...pipeline,
        steps: [...pipeline.steps, step],
      });
    }
    this.#pipelines = new Map(
      [...byName].map(([name, pipeline]) => {
        checkPipeline(name, pipeline.steps);
        return [name, { pipeline, outline: outlineOf(pipeline) }];
      }),
    );
  }

  /** Undefined when there is no such pipeline. */
  get(name: string): RegisteredPipeline | undefined {
    return this.#pipelines.get(name);
  }

  /**
   * The pipeline that an order names.
   *
   * @throws InputError when there is no such pipeline.
   */
  required(name: string): RegisteredPipeline {
    const registered = this.get(name);
    if (registered) return registered;
    throw new InputError(
      `test_type: there is no pipeline '${name}'; this backend has ${this.names.join(
        ', ',
      )}`,
    );
  }

  get names(): string[] {
    return [...this.#pipelines.keys()];
  }

  /** Stores the outlines, so that tests can refer to them. */
  async save(outlines: OutlineStore): Promise<void> {
    for (const { outline } of this.#pipelines.values()) {
      await outlines.save(outline);
    }
  }
}

/** What a new test takes from its pipeline. */
export function fromPipeline({ pipeline, outline }: RegisteredPipeline) {
  return {
    test_type: pipeline.name,
    pipeline_version: outline.version,
    total_steps: outline.steps.length,
  };
}
