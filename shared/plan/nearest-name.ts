/** The name that was probably meant: case, separators and a typing mistake or two aside. */

/** Edits between two texts (insert, remove, replace), or more than `most` where it is more. */
function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}

const LONGEST = 80;
const plain = (name: string): string =>
  name
    .slice(0, LONGEST)
    .toLowerCase()
    .replace(/[\s_\-.:/]+/g, '');

/** Undefined where none is near: more than one letter in four is another. */
export function nearestName(name: string, among: readonly string[]): string | undefined {
  const wanted = plain(name);
  let best: string | undefined;
  let least = Math.floor(wanted.length / 4) + 1;
  for (const each of among) {
    const edits = distance(wanted, plain(each), least);
    if (edits < least) [best, least] = [each, edits];
  }
  return best;
}
