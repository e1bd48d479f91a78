/**
 * How alike two persons are in what they do (docs/profiles.md): the cosine of their weighted event counts. A count weighs
 * ln(1 + count) · ln(1 + persons / persons who do it), as a whole number of thousandths: sums of whole numbers do not
 * depend on the order in which they are added, so neither does the outcome.
 */

const SCALE = 1_000;

/** Events by name code: how many of a person's are of each. */
export type Counts = ReadonlyMap<number, number>;

/** `doers` is the number of persons who do it at all, of `persons` in all. */
export const weightOf = (count: number, doers: number, persons: number): number =>
  doers === 0 ? 0 : Math.round(SCALE * Math.log1p(count) * Math.log1p(persons / doers));

/** What one event name adds to the likeness of two. */
export interface SharedUse {
  readonly name: number;
  readonly own: number;
  readonly theirs: number;
  /** 0 to 1, of all that is shared. */
  readonly share: number;
}

/** Event names that both have, the strongest first; names of equal strength by `compareNames`. */
export function sharedUses(
  own: Counts,
  theirs: Counts,
  weigh: (name: number, count: number) => number,
  compareNames: (a: number, b: number) => number,
): SharedUse[] {
  const products: { name: number; own: number; theirs: number; product: number }[] = [];
  let total = 0;
  for (const [name, count] of own) {
    const other = theirs.get(name);
    if (other === undefined) continue;
    const product = weigh(name, count) * weigh(name, other);
    total += product;
    products.push({ name, own: count, theirs: other, product });
  }
  return products
    .sort((a, b) => b.product - a.product || compareNames(a.name, b.name))
    .map(({ product, ...use }) => ({ ...use, share: total === 0 ? 0 : product / total }));
}

/** 0 to 1, from the scalar product and the two squared lengths. */
export const cosine = (product: number, ownSquare: number, theirSquare: number): number =>
  product === 0 ? 0 : Math.min(1, product / Math.sqrt(ownSquare * theirSquare));
