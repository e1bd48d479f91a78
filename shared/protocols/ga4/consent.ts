/** What the visitor agreed to, as Google's tags write it in `gcs` and `gcd`. */
import type { Json } from '../../model/json';

const SIGNALS = ['ad_storage', 'analytics_storage', 'ad_user_data', 'ad_personalization'] as const;

/**
 * Each letter of `gcd` tells one signal's default and what became of it: `t` granted by default, `v` granted both
 * times, `r` denied and then granted, `n` granted without a default; `p`, `q`, `u` and `m` likewise denied.
 */
const LETTERS: ReadonlyMap<string, boolean> = new Map([
  ...['t', 'v', 'r', 'n'].map((letter) => [letter, true] as const),
  ...['p', 'q', 'u', 'm'].map((letter) => [letter, false] as const),
]);

/** True, false or, where nobody was asked, absent for each signal; `gcs` is believed before `gcd`. */
export function consentOf(gcs: string | undefined, gcd: string | undefined): Record<string, Json> {
  const letters = /^\d{2}[a-z]\d[a-z]\d[a-z]\d[a-z]\d/.test(gcd ?? '') ? [...(gcd ?? '').matchAll(/[a-z]/g)] : [];
  const digits = /^G1([01-])([01-])$/.exec(gcs ?? '') ?? [];
  return Object.fromEntries(
    SIGNALS.flatMap((signal, index): [string, Json][] => {
      const digit = digits[index + 1];
      const granted = digit === undefined || digit === '-' ? LETTERS.get(letters[index]?.[0] ?? '') : digit === '1';
      return granted === undefined ? [] : [[signal, granted]];
    }),
  );
}
