/*
 * What a pipeline looked like when a test ran on it. Each shape is stored once
 * and named by its hash, so that a test from last month still shows the steps
 * it had, and a list of tests does not carry the same outline in every row.
 */
import { createHash } from 'node:crypto';
import { Knex } from 'knex';
import { Pipeline } from '@leadshop/backstage-plugin-leadshop-testing-node';

/** A step of an outline. */
export interface OutlineStep {
  step_name: string;
  step_number: number;
  title: string;
  component: string;
  depends_on: string[];
}

/** The outline of a pipeline, with the hash that names it. */
export interface PipelineOutline {
  version: string;
  name: string;
  steps: OutlineStep[];
}

/** Describes a pipeline, steps in order of their numbers. */
export function outlineOf(pipeline: Pipeline): PipelineOutline {
  const steps = [...pipeline.steps]
    .sort((a, b) => a.number - b.number)
    .map(step => ({
      step_name: step.name,
      step_number: step.number,
      title: step.title,
      component: step.component,
      depends_on: [...step.dependsOn],
    }));
  const version = createHash('sha256')
    .update(JSON.stringify([pipeline.name, steps]))
    .digest('hex')
    .slice(0, 16);
  return { version, name: pipeline.name, steps };
}

/** Shapes kept in memory; they never change, and a company has a handful. */
const MAX_CACHED = 200;

/** Reads and writes outlines. */
export class OutlineStore {
  readonly #knex: Knex;
  readonly #cache = new Map<string, OutlineStep[]>();

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Makes sure that tests can refer to this outline. */
  async save(outline: PipelineOutline): Promise<void> {
    await this.#knex('pipeline_versions')
      .insert({
        id: outline.version,
        name: outline.name,
        outline: JSON.stringify(outline.steps),
      })
      .onConflict('id')
      .ignore();
    this.#remember(outline.version, outline.steps);
  }

  /** The steps of each version asked for. */
  async load(
    versions: Iterable<string>,
  ): Promise<ReadonlyMap<string, OutlineStep[]>> {
    const wanted = new Set(versions);
    const missing = [...wanted].filter(id => !this.#cache.has(id));
    if (missing.length > 0) {
      const rows: { id: string; outline: OutlineStep[] }[] = await this.#knex(
        'pipeline_versions',
      )
        .select('id', 'outline')
        .whereIn('id', missing);
      for (const row of rows) this.#remember(row.id, row.outline);
    }
    return this.#cache;
  }

  #remember(version: string, steps: OutlineStep[]) {
    if (this.#cache.size >= MAX_CACHED) {
      const [oldest] = this.#cache.keys();
      this.#cache.delete(oldest);
    }
    this.#cache.set(version, steps);
  }
}
