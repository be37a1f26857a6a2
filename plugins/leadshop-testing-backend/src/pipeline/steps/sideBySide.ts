import { ProviderMode } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { JsonObject } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { Learnt } from './definition';
import { joinedMode } from './failure';

/**
 * Asks a vendor for several views of a site at once. What has come is learnt,
 * also when another view fails.
 */
export async function sideBySide<View extends string, Seen extends JsonObject>(
  views: readonly View[],
  learnt: Learnt,
  look: (view: View) => Promise<{ mode: ProviderMode; seen: Seen }>,
): Promise<{ seen: Record<View, Seen>; provider_mode: ProviderMode | null }> {
  const looks = await Promise.all(
    views.map(async view => {
      const { mode, seen } = await look(view);
      learnt.details[view] = seen;
      return { view, mode, seen };
    }),
  );
  return {
    seen: Object.fromEntries(
      looks.map(({ view, seen }) => [view, seen]),
    ) as Record<View, Seen>,
    provider_mode: joinedMode(...looks.map(({ mode }) => mode)),
  };
}
