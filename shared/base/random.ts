/** Chance as an argument: a seeded source whose every draw can be repeated. */
export interface Random {
  /** The next number in [0, 1). */
  next(): number;
}

/** mulberry32 (public domain, T. Ettinger): 32 bits of state, good enough for sample data, not for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return {
    next() {
      state = (state + 0x6d2b79f5) >>> 0;
      let t = state;
      t = Math.imul(t ^ (t >>> 15), t | 1);
      t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    },
  };
}
