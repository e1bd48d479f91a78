/** Reads key presses: combinations such as `Mod+Shift+Z`, and sequences such as `g f`. Pure, so that it can be tested. */

/** What of a KeyboardEvent is looked at. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** Whether a press is that combination. Shift is not asked of signs that need it, such as `?`. */
export function isCombo(press: KeyPress, combo: string, mac: boolean): boolean {
  const parts = combo.split('+');
  const key = parts.at(-1) ?? '';
  const wants = (name: string): boolean => parts.slice(0, -1).includes(name);
  const mod = mac ? press.metaKey : press.ctrlKey;
  const otherMod = mac ? press.ctrlKey : press.metaKey;
  if (mod !== wants('Mod') || otherMod || press.altKey !== wants('Alt')) return false;
  const isSign = key.length === 1 && !/[a-z0-9]/i.test(key);
  if (!isSign && press.shiftKey !== wants('Shift')) return false;
  return press.key.toLowerCase() === key.toLowerCase();
}

/** Where the second key of `g …` leads. */
export const GO_TO: Readonly<Record<string, string>> = {
  l: 'live',
  s: 'sessions',
  p: 'people',
  i: 'identity',
  f: 'funnel',
  t: 'trends',
};

/** Time within which the second key must follow. */
export const SEQUENCE_MS = 1200;
