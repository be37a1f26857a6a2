import { createExtensionPoint } from '@backstage/backend-plugin-api';
import { Pipeline, PipelineStep } from './steps';
import { Providers } from './providers';

/**
 * Adds pipelines and steps. A step added to a pipeline that exists takes its
 * place by `number` and `dependsOn`; the graph is checked when the backend
 * starts, and a mistake stops it with a message that names the step.
 *
 * @public
 */
export interface PipelinesExtensionPoint {
  addPipeline(pipeline: Pipeline): void;
  addStep(pipelineName: string, step: PipelineStep): void;
}

/** Where modules add pipelines and steps. @public */
export const pipelinesExtensionPoint =
  createExtensionPoint<PipelinesExtensionPoint>({
    id: 'leadshop-testing.pipelines',
  });

/**
 * Replaces outside services of the built-in steps, for a vendor that speaks
 * another protocol.
 *
 * @public
 */
export interface ProvidersExtensionPoint {
  setProvider<K extends keyof Providers>(name: K, provider: Providers[K]): void;
}

/** Where modules replace outside services. @public */
export const providersExtensionPoint =
  createExtensionPoint<ProvidersExtensionPoint>({
    id: 'leadshop-testing.providers',
  });
