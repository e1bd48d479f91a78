/** Only user ids count: an event without one belongs to a visitor of its own id, whatever it is linked with. */
import type { Rules } from './rules';

export const userIdOnly: Rules = {
  laterTimes: 'none',
  refuses: false,
  follows: () => false,
  settle: () => undefined,
};
