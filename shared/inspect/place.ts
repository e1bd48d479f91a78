/** Places such as `batch[3].properties.plan`: where in a JSON value something stands. */

export type Step = string | number;

/** Keys are written as they are, so a key with a dot reads like two; {@link findPlace} knows better. */
export function printPlace(path: readonly Step[]): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('');
}

export interface FoundPlace {
  /** The steps that the value has. */
  readonly path: readonly Step[];
  /** What the place names and the value lacks; empty where all of it is there. */
  readonly missing: string;
}

/** Follows a place as far as the value goes. Of keys that fit, the longest is taken. */
export function findPlace(value: unknown, place: string): FoundPlace {
  const path: Step[] = [];
  let at = value;
  let rest = place;
  while (rest !== '' && typeof at === 'object' && at !== null) {
    const index = /^\[(\d+)\]/.exec(rest);
    if (Array.isArray(at)) {
      const position = Number(index?.[1] ?? -1);
      if (index === null || position >= at.length) break;
      path.push(position);
      at = at[position];
      rest = rest.slice(index[0].length).replace(/^\./, '');
      continue;
    }
    const key = longestKey(Object.keys(at), rest);
    if (key === undefined) break;
    path.push(key);
    at = (at as Readonly<Record<string, unknown>>)[key];
    rest = rest.slice(key.length).replace(/^\./, '');
  }
  return { path, missing: rest };
}

function longestKey(keys: readonly string[], rest: string): string | undefined {
  let found: string | undefined;
  for (const key of keys) {
    if (key === '' || !rest.startsWith(key) || key.length <= (found?.length ?? 0)) continue;
    const next = rest[key.length];
    if (next === undefined || next === '.' || next === '[') found = key;
  }
  return found;
}
