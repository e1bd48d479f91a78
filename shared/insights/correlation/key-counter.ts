/**
 * Counts by key how many units did a thing, each unit once however often, those who converted apart from the others. Few
 * keys are counted in arrays that have them all, many in arrays of those that occur.
 */

/** As columns: for each key the units that converted and those that did not. Only keys that occur. */
export interface KeyCounts {
  readonly keys: Float64Array;
  readonly converted: Float64Array;
  readonly notConverted: Float64Array;
}

/** Up to so many keys have a place each, whether they occur or not. */
const DENSE_KEYS = 1 << 18;

export class KeyCounter {
  /** Undefined where the place is the key. */
  private readonly places: Map<number, number> | undefined;
  private counts: Float64Array;
  /** By place the number of the unit counted last. */
  private last: Uint32Array;
  private unit = 0;
  private side = 0;

  /** Keys are from 0 up to, not including, `keys`. */
  constructor(keys: number) {
    this.places = keys > DENSE_KEYS ? new Map() : undefined;
    const places = Math.min(keys, DENSE_KEYS);
    this.counts = new Float64Array(places * 2);
    this.last = new Uint32Array(places);
  }

  /** Begins the next unit. */
  next(converted: boolean): void {
    this.unit += 1;
    this.side = converted ? 0 : 1;
  }

  /** Counts the unit for a key. */
  add(key: number): void {
    const place = this.places === undefined ? key : this.placeOf(this.places, key);
    if (this.last[place] === this.unit) return;
    this.last[place] = this.unit;
    const cell = place * 2 + this.side;
    this.counts[cell] = (this.counts[cell] as number) + 1;
  }

  get(): KeyCounts {
    const { counts, last } = this;
    const found: [key: number, place: number][] = [];
    if (this.places !== undefined) found.push(...this.places);
    else for (const [place, unit] of last.entries()) if (unit > 0) found.push([place, place]);
    return {
      keys: Float64Array.from(found, ([key]) => key),
      converted: Float64Array.from(found, ([, place]) => counts[place * 2] as number),
      notConverted: Float64Array.from(found, ([, place]) => counts[place * 2 + 1] as number),
    };
  }

  private placeOf(places: Map<number, number>, key: number): number {
    const known = places.get(key);
    if (known !== undefined) return known;
    const place = places.size;
    places.set(key, place);
    if (place === this.last.length) this.grow();
    return place;
  }

  private grow(): void {
    const counts = new Float64Array(this.counts.length * 2);
    const last = new Uint32Array(this.last.length * 2);
    counts.set(this.counts);
    last.set(this.last);
    this.counts = counts;
    this.last = last;
  }
}
