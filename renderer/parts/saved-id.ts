/** Ids for what people name: a readable word for the file, made from the name and unlike every other. */
import { savedIdSchema } from '../../shared/model/filter';

/** As long as the schema allows. */
const LONGEST = 64;

/** `Power users (EU)` → `power-users-eu`, with a number behind it where `taken` has that already. */
export function savedId(name: string, taken: Iterable<string>): string {
  const others = new Set(taken);
  const word = slug(name);
  for (let number = 1; ; number += 1) {
    const tail = number === 1 ? '' : `-${number}`;
    const id = `${trimmed(word.slice(0, LONGEST - tail.length))}${tail}`;
    if (!others.has(id) && savedIdSchema.safeParse(id).success) return id;
  }
}

const trimmed = (text: string): string => text.replace(/^-+|-+$/g, '');

function slug(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-');
  // A name in another script has no such letters; the file still needs a name.
  return trimmed(plain) || 'untitled';
}
