/**
 * Mixpanel's simplified id merge: a device belongs to the first user that it is ever seen with, back to its beginning and
 * for good; two users never merge, and there are no aliases.
 */
import { type Case, compareText } from '../case';
import { LINK } from '../statements';
import { giveToOne } from './give-to-one';
import type { Rules } from './rules';

const isBefore = (ids: Case, a: number, b: number): boolean =>
  ids.firstTime(a) - ids.firstTime(b) < 0 ||
  (ids.firstTime(a) === ids.firstTime(b) &&
    compareText(ids.text(ids.claimUser[a] as number), ids.text(ids.claimUser[b] as number)) < 0);

export const mixpanel: Rules = {
  laterTimes: 'none',
  refuses: true,
  follows: (kind) => kind === LINK,
  settle: (ids) => giveToOne(ids, isBefore),
};
