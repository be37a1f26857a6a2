import {
  ComponentSlug,
  Fault,
  ProviderMode,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** A light call that shows whether a component works. */
export interface Probe {
  component: ComponentSlug;
  /** Null: it calls no provider. */
  mode: ProviderMode | null;
  /** Whose fault it is when it does not answer in time. */
  blame: Extract<Fault, 'vendor' | 'leadshop' | 'network'>;
  /** Throws when the component does not work. */
  check(options: { signal: AbortSignal }): Promise<unknown>;
}
