/** How many of a property's latest values are numbers, where one is summed or averaged. */
import { parsePropertyPath } from '../../../shared/model/property-path';
import { printValue } from '../../../shared/sql/predicate';
import type { View } from '../sequences/view';
import { readRows } from '../store/read';
import type { Readers } from '../store/readers';

export interface NumberFacts {
  readonly values: number;
  readonly numeric: number;
}

/** So many of the latest events are looked at: enough to notice a unit in the value, little enough for every question. */
const LATEST_EVENTS = 10_000;

/** Remembers what it found until events arrive. */
export class NumberFactsKeeper {
  private known = new Map<string, Promise<NumberFacts>>();
  private nextEid = -1;

  constructor(private readonly readers: Readers) {}

  async of(view: View, properties: readonly string[]): Promise<ReadonlyMap<string, NumberFacts>> {
    if (this.nextEid !== view.nextEid) {
      this.known = new Map();
      this.nextEid = view.nextEid;
    }
    const found = new Map<string, NumberFacts>();
    for (const property of properties) {
      const facts = this.known.get(property) ?? this.count(property, view.nextEid);
      this.known.set(property, facts);
      found.set(property, await facts);
    }
    return found;
  }

  private count(property: string, nextEid: number): Promise<NumberFacts> {
    return this.readers.use(async (connection) => {
      const path = parsePropertyPath(property);
      if (!path.ok || path.value.of !== 'properties') return { values: 0, numeric: 0 };
      const { text, number } = printValue(path.value);
      const [row] = await readRows(
        connection,
        `SELECT count(${text}) AS values, count(${number}) AS numeric FROM events
         WHERE eid >= ${Math.max(0, nextEid - LATEST_EVENTS)} AND eid < ${nextEid}`,
      );
      return { values: Number(row?.['values'] ?? 0), numeric: Number(row?.['numeric'] ?? 0) };
    });
  }
}
