/**
 * The user last seen on a device owns all of it, logged-in events of others included, as in Snowplow's dbt packages. A
 * user's events without a device are the user's.
 */
import { type Case, compareText } from '../case';
import { LINK } from '../statements';
import { giveToOne } from './give-to-one';
import type { Rules } from './rules';

const isAfter = (ids: Case, a: number, b: number): boolean =>
  ids.lastTime(a) - ids.lastTime(b) > 0 ||
  (ids.lastTime(a) === ids.lastTime(b) &&
    compareText(ids.text(ids.claimUser[a] as number), ids.text(ids.claimUser[b] as number)) > 0);

export const lastUser: Rules = {
  laterTimes: 'last',
  refuses: true,
  follows: (kind) => kind === LINK,
  settle: (ids) => giveToOne(ids, isAfter),
};
