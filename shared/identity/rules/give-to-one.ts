/** Devices have one user for all time; which of several is the rule set's to say. */
import type { Case } from '../case';

/** Gives each anchor to the claim that is before all others about it, and refuses those. */
export function giveToOne(ids: Case, isBefore: (ids: Case, a: number, b: number) => boolean): void {
  let from = 0;
  while (from < ids.claims) {
    const anchor = ids.claimAnchor[from] as number;
    let best = from;
    let to = from + 1;
    for (; to < ids.claims && ids.claimAnchor[to] === anchor; to++) if (isBefore(ids, to, best)) best = to;
    ids.unite(anchor, ids.claimUser[best] as number);
    for (let claim = from; claim < to; claim++) if (claim !== best) ids.refuse(claim, 'other_user');
    from = to;
  }
}
