/** Whose a shared device was, as stretches of the time in which it was seen. Pure. */
import type { IdentityGraph } from '../../../../shared/contract/identity';

export interface Turn {
  readonly person: string;
  /** UTC ms; undefined for the first, which reaches back to the beginning. */
  readonly from: number | undefined;
  /** Of the time in which the device was seen, 0 to 1; never so small that it could not be seen. */
  readonly share: number;
}

const LEAST_SHARE = 0.01;

/** `seen`: when events of the device's own came; without it the turns count alike. */
export function turnsOf(
  owners: IdentityGraph['shared'][number]['owners'],
  seen: Pick<IdentityGraph['nodes'][number], 'firstSeen' | 'lastSeen'> | undefined,
): readonly Turn[] {
  const starts = owners.flatMap(({ from }) => (from === undefined ? [] : [from]));
  const begin = Math.min(seen?.firstSeen ?? Infinity, ...starts);
  const end = Math.max(seen?.lastSeen ?? -Infinity, ...starts);
  const span = end - begin;
  return owners.map(({ person, from }, index) => {
    const until = owners[index + 1]?.from ?? end;
    const share = span > 0 ? (until - (from ?? begin)) / span : 1 / owners.length;
    return { person, from, share: Math.max(LEAST_SHARE, share) };
  });
}
