/* What modules add to the pipelines before the backend starts. */
import {
  Pipeline,
  PipelinesExtensionPoint,
  PipelineStep,
  Providers,
  ProvidersExtensionPoint,
} from '@leadshop/backstage-plugin-leadshop-testing-node';

/** Collects what the extension points are given. */
export class Contributions
  implements PipelinesExtensionPoint, ProvidersExtensionPoint
{
  readonly pipelines: Pipeline[] = [];
  readonly steps: { pipelineName: string; step: PipelineStep }[] = [];
  readonly #providers = new Map<keyof Providers, unknown>();

  addPipeline(pipeline: Pipeline): void {
    this.pipelines.push(pipeline);
  }

  addStep(pipelineName: string, step: PipelineStep): void {
    this.steps.push({ pipelineName, step });
  }

  setProvider<K extends keyof Providers>(name: K, provider: Providers[K]) {
    if (this.#providers.has(name)) {
      throw new Error(`Two modules replace the provider '${name}'`);
    }
    this.#providers.set(name, provider);
  }

  /** The built-in providers with the replacements in place. */
  over(builtIn: Providers): Providers {
    return Object.assign(
      Object.create(builtIn) as Providers,
      Object.fromEntries(this.#providers),
    );
  }
}
