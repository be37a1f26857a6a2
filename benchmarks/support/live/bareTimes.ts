/** Events that each frame of the yardstick tells of, in an even rhythm. */
export const EVENTS_PER_FRAME = 20;

/**
 * When the events of the yardstick happened.
 *
 * @param sent - when it began to send each frame
 * @param every - from one frame to the next; 0: all happened as it was sent
 */
export function bareTimes(sent: number[], every: number): Map<number, number> {
  const times = new Map<number, number>();
  sent.forEach((at, frame) => {
    for (let i = 0; i < EVENTS_PER_FRAME; i++) {
      const waited = (every * (i + 0.5)) / EVENTS_PER_FRAME;
      times.set((frame + 1) * EVENTS_PER_FRAME - i, at - waited);
    }
  });
  return times;
}
