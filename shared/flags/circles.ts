/** Things that name one another: which of them come back to themselves. */

/** By key, the keys that each one names; keys that are none are passed over. Gives those that lead to themselves. */
export function circles(named: ReadonlyMap<string, readonly string[]>): string[] {
  return [...named.keys()].filter((start) => {
    const seen = new Set<string>();
    const open = [...(named.get(start) ?? [])];
    for (let key = open.pop(); key !== undefined; key = open.pop()) {
      if (key === start) return true;
      if (seen.has(key)) continue;
      seen.add(key);
      open.push(...(named.get(key) ?? []));
    }
    return false;
  });
}
