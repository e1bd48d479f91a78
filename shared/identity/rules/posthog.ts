/**
 * PostHog: a person is a set of distinct ids. In the order of time, identify merges the anonymous id's person into the
 * user's, alias the alias's person into the user's; refused where the person on that side is identified already, unless
 * it is `$merge_dangerously`. The target of either is identified from then on, and stays so.
 */
import type { Case } from '../case';
import { LINK, MERGE } from '../statements';
import type { Rules } from './rules';

/** PostHog's own, beyond ours: in any letter case, then exactly so. */
const ILLEGAL: ReadonlySet<string> = new Set([
  'anonymous',
  'guest',
  'distinctid',
  'distinct_id',
  'id',
  'not_authenticated',
  'email',
  'undefined',
  'true',
  'false',
]);
const ILLEGAL_EXACTLY: ReadonlySet<string> = new Set([
  '[object Object]',
  'NaN',
  'None',
  'none',
  'null',
  '0',
  // What posthog-js sends for everybody who is counted without cookies.
  '$posthog_cookieless',
]);

export const posthog: Rules = {
  laterTimes: 'none',
  refuses: true,
  follows: (kind, identified) => kind !== LINK || identified,
  isJunk: (id) => ILLEGAL.has(id.toLowerCase()) || ILLEGAL_EXACTLY.has(id),
  settle(ids: Case) {
    // By the root of each person so far: whether it is identified.
    const identified = new Uint8Array(ids.size);
    const timeOf = (claim: number): number =>
      ids.kind(claim) === LINK ? ids.identifyTime(claim) : ids.firstTime(claim);
    for (const claim of ids.claimsBy(timeOf)) {
      const anchor = ids.claimAnchor[claim] as number;
      const user = ids.claimUser[claim] as number;
      const source = ids.find(anchor);
      const target = ids.find(user);
      ids.known[user] = 1;
      if (source !== target && identified[source] === 1 && ids.kind(claim) !== MERGE) {
        ids.refuse(claim, 'already_identified');
      } else if (source !== target) {
        ids.unite(source, target);
      }
      identified[ids.find(user)] = 1;
    }
  },
};
