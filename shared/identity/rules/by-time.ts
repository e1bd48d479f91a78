/** Devices go to whoever was last seen on them at the time; before anybody was, to the first. */
import { type Case, compareText } from '../case';

/** Gives each anonymous id to the users that claim it. Claims about one anchor follow one another. */
export function giveByTime(ids: Case): void {
  let from = 0;
  while (from < ids.claims) {
    const anchor = ids.claimAnchor[from] as number;
    let to = from + 1;
    while (to < ids.claims && ids.claimAnchor[to] === anchor) to++;
    if (!ids.isUser(anchor)) {
      if (to === from + 1) ids.unite(anchor, ids.claimUser[from] as number);
      else give(ids, anchor, from, to);
    }
    from = to;
  }
}

function give(ids: Case, anchor: number, from: number, to: number): void {
  const points: { time: number; user: number }[] = [];
  for (let claim = from; claim < to; claim++) {
    const user = ids.claimUser[claim] as number;
    for (const time of ids.times(claim)) points.push({ time, user });
  }
  points.sort((a, b) => a.time - b.time || compareText(ids.text(a.user), ids.text(b.user)));
  ids.giveInTurn(anchor, { times: points.map(({ time }) => time), owners: points.map(({ user }) => user) });
}
