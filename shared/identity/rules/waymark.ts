/**
 * Waymark's own rules. An anonymous id belongs to the first user that it is linked with, back to its beginning; from the
 * moment a second user appears on it, its anonymous events go to the user last seen on it. Users never merge through a
 * shared device: only an alias joins two. An alias that names an anonymous id claims it as a link does.
 */
import type { Case } from '../case';
import { giveByTime } from './by-time';
import type { Rules } from './rules';

export const waymark: Rules = {
  laterTimes: 'all',
  refuses: false,
  follows: () => true,
  settle(ids: Case) {
    for (let claim = 0; claim < ids.claims; claim++) {
      const anchor = ids.claimAnchor[claim] as number;
      if (ids.isUser(anchor)) ids.unite(anchor, ids.claimUser[claim] as number);
    }
    giveByTime(ids);
  },
};
