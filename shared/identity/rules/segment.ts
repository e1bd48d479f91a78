/**
 * Segment Unify: flat matching on external ids in the order of time. An event with a user id and an anonymous id merges
 * the profiles of both, unless the profile would then have more than its limit of ids of a kind; then the anonymous id,
 * which has the lower priority, is ignored. There are no aliases.
 */
import type { Case } from '../case';
import { LINK } from '../statements';
import type { Rules } from './rules';

/** Ids of a kind that a profile may have, ever. */
const USER_LIMIT = 1;
const ANONYMOUS_LIMIT = 5;

export const segment: Rules = {
  laterTimes: 'none',
  refuses: true,
  follows: (kind) => kind === LINK,
  isJunk: (id) => id === '-1',
  settle(ids: Case) {
    const users = new Int32Array(ids.size);
    const devices = new Int32Array(ids.size);
    for (let id = 0; id < ids.size; id++) (ids.isUser(id) ? users : devices)[id] = 1;
    for (const claim of ids.claimsBy((each) => ids.firstTime(each))) {
      const a = ids.find(ids.claimAnchor[claim] as number);
      const b = ids.find(ids.claimUser[claim] as number);
      if (a === b) continue;
      const allUsers = (users[a] as number) + (users[b] as number);
      const allDevices = (devices[a] as number) + (devices[b] as number);
      if (allUsers > USER_LIMIT || allDevices > ANONYMOUS_LIMIT) {
        ids.refuse(claim, 'limit_reached');
        continue;
      }
      ids.unite(a, b);
      users[ids.find(a)] = allUsers;
      devices[ids.find(a)] = allDevices;
    }
  },
};
