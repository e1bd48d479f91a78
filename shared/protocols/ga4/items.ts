/** Goods as gtag packs them into one parameter each: `pr1=idSKU-1~nmTea~pr3.5~qt2~k0shelf~v0upper`. */
import type { Json } from '../../model/json';

const CODES: ReadonlyMap<string, string> = new Map([
  ['id', 'item_id'],
  ['nm', 'item_name'],
  ['br', 'item_brand'],
  ['ca', 'item_category'],
  ['c2', 'item_category2'],
  ['c3', 'item_category3'],
  ['c4', 'item_category4'],
  ['c5', 'item_category5'],
  ['va', 'item_variant'],
  ['pr', 'price'],
  ['qt', 'quantity'],
  ['cp', 'coupon'],
  ['ds', 'discount'],
  ['af', 'affiliation'],
  ['in', 'index'],
  ['lp', 'index'],
  ['li', 'item_list_id'],
  ['ln', 'item_list_name'],
  ['pi', 'promotion_id'],
  ['pn', 'promotion_name'],
  ['cn', 'creative_name'],
  ['cs', 'creative_slot'],
  ['lo', 'location_id'],
]);
const NUMBERS = new Set(['price', 'quantity', 'discount', 'index']);

/** The parameters that hold an item, `pr1` to `pr200`. */
export const isItem = (parameter: string): boolean => /^pr[1-9]\d{0,2}$/.test(parameter);

/** A part that is called by no code known keeps it: `zz9` becomes `{zz: "9"}`. */
export function readItem(text: string): Record<string, Json> {
  const item: [string, Json][] = [];
  // The item's own parameters are pairs of parts, counted from 0: `k0` and a name, `v0` and its value.
  let pairs = 0;
  let pending: string | undefined;
  for (const part of partsOf(text)) {
    if (pending !== undefined && part.startsWith(`v${pairs}`)) {
      item.push([pending, part.slice(`v${pairs}`.length)]);
      pending = undefined;
      pairs += 1;
    } else if (part.startsWith(`k${pairs}`)) {
      pending = part.slice(`k${pairs}`.length);
    } else if (part.length >= 2) {
      item.push(named(part.slice(0, 2), part.slice(2)));
    }
  }
  if (pending !== undefined) item.push([pending, '']);
  return Object.fromEntries(item);
}

function named(code: string, value: string): [string, Json] {
  const name = CODES.get(code) ?? code;
  const amount = Number(value);
  return [name, NUMBERS.has(name) && value !== '' && Number.isFinite(amount) ? amount : value];
}

/** Between parts stands one tilde; two of them are a tilde inside a part. */
function partsOf(text: string): string[] {
  const parts: string[] = [''];
  for (const [piece] of text.matchAll(/~~|~|[^~]+/g)) {
    if (piece === '~') parts.push('');
    else parts.push(`${parts.pop() ?? ''}${piece === '~~' ? '~' : piece}`);
  }
  return parts;
}
