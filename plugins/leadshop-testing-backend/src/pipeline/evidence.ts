import {
  ArtifactInput,
  ObjectStore,
  StepArtifacts,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { Artifact } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { StoredArtifact } from '../store/rows';

const NAME = /^[a-z0-9][a-z0-9._-]{0,99}$/;

/** What the keys of all objects of a test begin with. */
export function artifactFolder(testId: string): string {
  return `tests/${testId}/`;
}

/** The evidence of one step while it runs. */
export interface StepEvidence extends StepArtifacts {
  /** What was stored so far. */
  readonly stored: readonly StoredArtifact[];
}

/**
 * Keeps a step's evidence in S3 under a key that test, step and name alone
 * decide: doing the step again replaces its objects.
 *
 * @param earlier - artifacts of the steps that have ended
 */
export function stepEvidence(
  store: ObjectStore,
  testId: string,
  stepName: string,
  earlier: () => readonly StoredArtifact[],
  signal: AbortSignal,
): StepEvidence {
  const stored = new Map<string, StoredArtifact>();
  return {
    get stored() {
      return [...stored.values()];
    },
    async put(input: ArtifactInput): Promise<Artifact> {
      if (!NAME.test(input.name)) {
        throw new Error(
          `'${input.name}' cannot name an artifact: use lower case letters, digits, dot and dash`,
        );
      }
      const key = `${artifactFolder(testId)}${stepName}/${input.name}`;
      const object = await store.put(key, input.body, input.content_type, {
        signal,
      });
      const artifact: Artifact = {
        name: input.name,
        title: input.title,
        content_type: input.content_type,
        size: object.size,
        sha256: object.sha256,
        personal: input.personal ?? false,
      };
      stored.set(input.name, { ...artifact, key });
      return artifact;
    },
    async get(name: string): Promise<Uint8Array> {
      const artifact =
        stored.get(name) ?? earlier().find(other => other.name === name);
      if (!artifact) throw new Error(`This test has no artifact '${name}'`);
      return store.get(artifact.key, { signal });
    },
  };
}
