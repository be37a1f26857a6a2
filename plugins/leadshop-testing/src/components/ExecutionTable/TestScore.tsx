import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { TierBadge } from './TierBadge';

/** The score of a test with its tier. */
export const TestScore = ({ test }: { test: ExecutionSummary }) =>
  test.score === null ? (
    <>–</>
  ) : (
    <>
      {Math.round(test.score)} {test.tier && <TierBadge tier={test.tier} />}
    </>
  );
