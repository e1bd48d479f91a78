/**
 * A map that forgets: at most `capacity` entries, of which those not touched for longest go first, half of them at a
 * time. Two maps in turn do that without an order to keep: looking something up in the elder moves it to the younger.
 */
export class RecentMap<K, V> {
  private young = new Map<K, V>();
  private elder = new Map<K, V>();
  private readonly half: number;

  constructor(readonly capacity: number) {
    this.half = Math.max(1, Math.floor(capacity / 2));
  }

  /** Entries held now, never more than `capacity`. */
  get size(): number {
    return this.young.size + this.elder.size;
  }

  get(key: K): V | undefined {
    const found = this.young.get(key);
    if (found !== undefined) return found;
    const kept = this.elder.get(key);
    if (kept === undefined) return undefined;
    this.elder.delete(key);
    this.add(key, kept);
    return kept;
  }

  set(key: K, value: V): void {
    this.elder.delete(key);
    this.add(key, value);
  }

  delete(key: K): void {
    this.young.delete(key);
    this.elder.delete(key);
  }

  *values(): Generator<V> {
    yield* this.young.values();
    yield* this.elder.values();
  }

  private add(key: K, value: V): void {
    if (this.young.size >= this.half && !this.young.has(key)) {
      this.elder = this.young;
      this.young = new Map();
    }
    this.young.set(key, value);
  }
}
