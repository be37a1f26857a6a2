import { ReactNode } from 'react';
import { Link } from '@backstage/core-components';
import { useLocation } from 'react-router-dom';
import type { Execution } from '@leadshop/backstage-plugin-leadshop-testing-common';

/** Leads to another step of the same test; plain words when it has none. */
export const StepLink = ({
  test,
  name,
  title,
  children,
}: {
  test: Execution;
  /** Name of the step. */
  name: string;
  /** Says more than the words that are pressed. */
  title?: string;
  children?: ReactNode;
}) => {
  const { pathname } = useLocation();
  const step = test.pipeline_results.find(
    ({ step_name }) => step_name === name,
  );
  const words = children ?? step?.title ?? name;
  return step ? (
    <Link to={`${pathname}?step=${encodeURIComponent(name)}`} title={title}>
      {words}
    </Link>
  ) : (
    <span title={title}>{words}</span>
  );
};
