/** Collects what a plan needs, each thing once: equal predicates and columns share one place. */
import { canonicalJson } from '../base/canonical-json';
import { EVERYTHING, matcherFilter, type Filter, type Matcher } from '../model/filter';
import type { NameCleaning } from './clean-names';
import { columnOf, type ColumnPlace } from './bucket-column';
import type { Needs } from './insight';

export class NeedsList {
  private readonly predicates: Filter[] = [];
  private readonly predicateKeys = new Map<string, number>();
  private readonly codeColumns: string[] = [];
  private readonly numberColumns: string[] = [];
  private readonly few: number[] = [];
  private readonly bucketColumns: Float64Array[] = [];
  private readonly cleanings: { column: number; cleaning: NameCleaning }[] = [];

  /** `filter` is the spec's own, which restricts the events that the insight sees at all. */
  constructor(private readonly filter: Filter | undefined) {}

  /** The place of the predicate of the events that match and that the insight sees. */
  matching(matcher: Matcher): number {
    return this.predicate(both(this.filter, matcherFilter(matcher)));
  }

  /** The place of the predicate of all events that the insight sees; -1 where that is every event. */
  seen(): number {
    return this.filter === undefined ? -1 : this.predicate(this.filter);
  }

  /** The place of a predicate in which the spec's filter has no say, such as who belongs to a segment. */
  regardless(filter: Filter): number {
    return this.predicate(filter);
  }

  codes(property: string): number {
    return placeOf(this.codeColumns, property);
  }

  /** The same of a column that the fold, which asks for it in no other way, looks at through `codeAt` and for few events. */
  fewCodes(property: string): number {
    const place = this.codes(property);
    this.few.push(place);
    return place;
  }

  /** The place of a property's cleaned names in {@link FoldInput.tables}; its codes are at `codes(property)`. */
  cleaned(property: string, cleaning: NameCleaning): number {
    this.cleanings.push({ column: this.codes(property), cleaning });
    return this.cleanings.length - 1;
  }

  numbers(property: string): number {
    return placeOf(this.numberColumns, property);
  }

  /** The place of a column of buckets in {@link FoldInput.buckets}; undefined where there is none for them: `columnOf`. */
  buckets(...asked: Parameters<typeof columnOf>): ColumnPlace | undefined {
    const planned = columnOf(...asked);
    if (planned === undefined) return undefined;
    const { boundaries, first } = planned;
    const known = this.bucketColumns.findIndex((each) => each.join() === boundaries.join());
    return { place: known >= 0 ? known : this.bucketColumns.push(boundaries) - 1, first };
  }

  get(): Needs {
    return {
      predicates: this.predicates,
      codeColumns: this.codeColumns,
      numberColumns: this.numberColumns,
      ...(this.cleanings.length === 0 ? {} : { cleaned: this.cleanings }),
      ...(this.few.length === 0 ? {} : { few: this.few }),
      ...(this.bucketColumns.length === 0 ? {} : { buckets: this.bucketColumns }),
    };
  }

  private predicate(filter: Filter): number {
    const key = canonicalJson(filter);
    const known = this.predicateKeys.get(key);
    if (known !== undefined) return known;
    this.predicates.push(filter);
    this.predicateKeys.set(key, this.predicates.length - 1);
    return this.predicates.length - 1;
  }
}

const isEverything = (filter: Filter): boolean => canonicalJson(filter) === canonicalJson(EVERYTHING);

/** The filter that both make together; nothing is asked of what is everything. */
export function both(a: Filter | undefined, b: Filter): Filter {
  if (a === undefined || isEverything(a)) return b;
  return isEverything(b) ? a : { all: [a, b] };
}

function placeOf(columns: string[], property: string): number {
  const known = columns.indexOf(property);
  if (known >= 0) return known;
  columns.push(property);
  return columns.length - 1;
}
