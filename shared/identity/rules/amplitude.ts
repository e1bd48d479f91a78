/**
 * Amplitude: anonymous events of a device belong to its first user, later ones to the user last known on it; two users
 * never merge, and there are no aliases.
 */
import { LINK } from '../statements';
import { giveByTime } from './by-time';
import type { Rules } from './rules';

export const amplitude: Rules = {
  laterTimes: 'all',
  refuses: false,
  follows: (kind) => kind === LINK,
  settle: giveByTime,
};
