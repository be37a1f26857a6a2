// Loaded into each backend before anything else: lets the driver block its event
// loop and shift its clock, as a busy machine and a wrong NTP server would.
// Timers and the monotonic clock go on as they do when a real clock jumps.
'use strict';

const RealDate = Date;
let offset = 0;

class ShiftedDate extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(RealDate.now() + offset);
    else super(...parts);
  }

  static now() {
    return RealDate.now() + offset;
  }
}

process.on('message', ({ clock, block, heap }) => {
  if (clock !== undefined) {
    offset = clock;
    globalThis.Date = ShiftedDate;
  }
  if (block !== undefined) {
    const until = RealDate.now() + block;
    while (RealDate.now() < until);
  }
  if (heap) process.send({ heap: process.memoryUsage().heapUsed });
});
// Whoever started this backend may be gone
process.channel?.unref();
