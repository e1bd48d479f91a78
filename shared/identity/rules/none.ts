/** No stitching: every distinct id is a person. */
import type { Rules } from './rules';

export const none: Rules = {
  ownerKey: 'distinct',
  laterTimes: 'none',
  follows: () => false,
  settle: () => undefined,
};
