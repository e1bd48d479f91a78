/**
 * In which order the nodes of a column stand, so that few links cross: each column in turn is put in the order of where
 * its links come from, then of where they lead, and the best order seen is kept (Sugiyama's barycentre method). Equal
 * input gives equal output. Pure.
 */
export interface OrderNode {
  readonly id: string;
  readonly step: number;
}

export interface OrderLink {
  readonly source: string;
  readonly target: string;
  /** Weight: two wide links that cross are worse than two narrow ones. */
  readonly sessions: number;
}

const SWEEPS = 6;

/** Ids by column, first step first, first to stand at the top. Nodes come in the order preferred where links do not care. */
export function orderColumns(nodes: readonly OrderNode[], links: readonly OrderLink[]): readonly (readonly string[])[] {
  const steps = [...new Set(nodes.map(({ step }) => step))].sort((a, b) => a - b);
  let columns = steps.map((step) => nodes.filter((node) => node.step === step).map(({ id }) => id));
  let best = columns;
  let fewest = crossings(columns, links);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep += 1) {
    columns = swept(columns, links, sweep % 2 === 0 ? 'forward' : 'backward');
    const count = crossings(columns, links);
    if (count < fewest) {
      fewest = count;
      best = columns;
    }
  }
  return best;
}

function swept(
  columns: readonly (readonly string[])[],
  links: readonly OrderLink[],
  way: 'forward' | 'backward',
): string[][] {
  const placed = columns.map((column) => [...column]);
  const neighbours = new Map<string, { readonly id: string; readonly weight: number }[]>();
  for (const { source, target, sessions } of links) {
    const [from, to] = way === 'forward' ? [target, source] : [source, target];
    const known = neighbours.get(from);
    if (known === undefined) neighbours.set(from, [{ id: to, weight: sessions }]);
    else known.push({ id: to, weight: sessions });
  }
  const indexes = placed.map((_, index) => index).slice(1);
  const order = way === 'forward' ? indexes : indexes.map((index) => placed.length - 1 - index);
  for (const index of order) {
    const beside = placed[way === 'forward' ? index - 1 : index + 1] ?? [];
    const rank = new Map(beside.map((id, at) => [id, at]));
    const column = placed[index] ?? [];
    const keyed = column.map((id, at) => ({ id, at, centre: centreOf(neighbours.get(id) ?? [], rank) ?? at }));
    placed[index] = keyed.sort((a, b) => a.centre - b.centre || a.at - b.at).map(({ id }) => id);
  }
  return placed;
}

function centreOf(
  linked: readonly { readonly id: string; readonly weight: number }[],
  rank: ReadonlyMap<string, number>,
): number | undefined {
  let sum = 0;
  let weights = 0;
  for (const { id, weight } of linked) {
    const at = rank.get(id);
    if (at === undefined) continue;
    sum += at * weight;
    weights += weight;
  }
  return weights === 0 ? undefined : sum / weights;
}

/** The weight of all crossings: for each pair of links that cross, the product of their sessions. */
export function crossings(columns: readonly (readonly string[])[], links: readonly OrderLink[]): number {
  const places = new Map(columns.flatMap((column, at) => column.map((id, rank) => [id, { at, rank }] as const)));
  const gaps = columns.map((): { from: number; to: number; weight: number }[] => []);
  for (const { source, target, sessions } of links) {
    const from = places.get(source);
    const to = places.get(target);
    if (from !== undefined && to !== undefined) gaps[from.at]?.push({ from: from.rank, to: to.rank, weight: sessions });
  }
  return gaps.reduce((total, gap, at) => total + gapCrossings(gap, columns[at + 1]?.length ?? 0), 0);
}

/** Counts inversions with a tree of partial sums, since pair by pair takes too long for thousands of links. */
function gapCrossings(
  gap: readonly { readonly from: number; readonly to: number; readonly weight: number }[],
  targets: number,
): number {
  const tree = new Float64Array(targets + 1);
  let seen = 0;
  let total = 0;
  for (const { to, weight } of gap.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    let notBelow = 0;
    for (let at = to + 1; at > 0; at -= at & -at) notBelow += tree[at] ?? 0;
    total += weight * (seen - notBelow);
    for (let at = to + 1; at <= targets; at += at & -at) tree[at] = (tree[at] ?? 0) + weight;
    seen += weight;
  }
  return total;
}
