import type { ComponentType, ReactElement } from 'react';
import type {
  Execution,
  StepResult,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Details } from './Details';

/** What a view knows beside the details of its step. */
export interface About {
  test: Execution;
  step: StepResult;
}

/** Props of a view: what it read, and of which step. */
export interface ViewProps<Found> extends About {
  found: Found;
}

/** Draws what one step found, from its details. */
export type StepView = (details: Details, about: About) => ReactElement;

/**
 * A view in two halves: reading happens at once, so that it is known what was
 * left unread before anything is drawn.
 */
export function stepView<Found>(
  read: (details: Details) => Found,
  View: ComponentType<ViewProps<Found>>,
): StepView {
  return (details, about) => <View found={read(details)} {...about} />;
}
