/**
 * Shares: which part of all an id falls into. It is the very part that it falls into at PostHog, by the same hash of flag and
 * id, so that an experiment rehearsed here shares people out as it will there.
 */
import { sha1 } from '@noble/hashes/legacy';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import type { Flag, FlagCondition } from './flag';

/** Of 15 hexadecimal digits, as near as a number comes to the largest. */
const HASH_SCALE = 16 ** 15;

/** PostHog looks at no more of a distinct id, in letters of any alphabet. */
const MOST_OF_AN_ID = 200;

/** The id that shares go by; what lies behind its first part decides nothing. */
export const idForShares = (id: string): string =>
  id.length <= MOST_OF_AN_ID ? id : Array.from(id).slice(0, MOST_OF_AN_ID).join('');

/** 0 to 1, the same for the same text always. */
function share(text: string): number {
  const digits = bytesToHex(sha1(utf8ToBytes(text)));
  return Number.parseInt(digits.slice(0, 15), 16) / HASH_SCALE;
}

/** `rollout` in percent. */
export const isRolledOut = (key: string, id: string, rollout: number): boolean =>
  rollout === 100 || share(`${key}.${id}`) <= rollout / 100;

/** The same people for every flag: what they are kept out of can be compared as a whole. */
export const isHeldOut = (percent: number, id: string): boolean =>
  percent === 100 || share(`holdout-${id}`) <= percent / 100;

/** Undefined where the shares leave the id out. */
export function variantFor({ key, variants = [] }: Flag, id: string): string | undefined {
  const place = share(`${key}.${id}variant`);
  let end = 0;
  return variants.find(({ rollout }) => {
    end += rollout / 100;
    return place < end;
  })?.key;
}

/** Whether two ids may get different values by the condition where it holds of both. */
export function goesByShares({ variants = [] }: Flag, { rollout, variant }: FlagCondition): boolean {
  if (rollout !== 100) return true;
  const first = variants.find((each) => each.rollout > 0);
  return variant === undefined && first !== undefined && first.rollout !== 100;
}
