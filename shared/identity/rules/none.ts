/** No stitching: every distinct id is a person. */
import type { Rules } from './rules';

export const none: Rules = {
  laterTimes: 'none',
  refuses: false,
  follows: () => false,
  settle: () => undefined,
};
