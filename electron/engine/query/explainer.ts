/** Puts a result into words and tells what to keep in mind: the part of its `meta` that is not of the computation. */
import { type Bitmap } from '../../../shared/base/bitmap';
import { canonicalJson } from '../../../shared/base/canonical-json';
import type { ExplainContext } from '../../../shared/insights/explain/context';
import type { GroupFacts } from '../../../shared/insights/explain/facts';
import { pathIn } from '../../../shared/insights/explain/matchers-of';
import type { SavedNames } from '../../../shared/insights/explain/names';
import { sentenceOf, toMarkedText } from '../../../shared/insights/explain/sentence';
import type { Warning } from '../../../shared/insights/explain/meta';
import { summedProperties } from '../../../shared/insights/explain/warnings/samples';
import { warningsOf } from '../../../shared/insights/explain/warnings';
import type { FoldSpec, InsightResult, InsightSpec, TableSpec } from '../../../shared/insights/specs';
import type { Needs } from '../../../shared/insights/insight';
import type { Filter } from '../../../shared/model/filter';
import { stretchesOf } from '../ranges/columns';
import type { View } from '../sequences/view';
import type { Readers } from '../store/readers';
import { DataFactsKeeper } from './data-facts';
import { NumberFactsKeeper } from './number-facts';
import { resultSql } from './result-sql';

export interface Explained {
  /** As it was asked, what is saved by its id. */
  readonly asked: FoldSpec;
  /** The same without references. */
  readonly spec: FoldSpec;
  readonly needs: Needs;
  readonly view: View;
  /** UTC ms. */
  readonly now: number;
  /** Events by filter (canonical JSON): {@link countMatches}. */
  readonly matched: ReadonlyMap<string, number>;
  /** The types of groups that events name, where groups are counted, and `matched` of those that name a group. */
  readonly groups: { readonly types: GroupFacts['types']; readonly matched: ReadonlyMap<string, number> } | undefined;
}

type ExplainedMeta = Pick<InsightResult['meta'], 'sentence' | 'marks' | 'warnings' | 'sql'>;

export class Explainer {
  private readonly facts: DataFactsKeeper;
  private readonly numbers: NumberFactsKeeper;
  private readonly withoutSession = new WeakMap<View, number>();

  constructor(
    readers: Readers,
    private readonly saved: { names(): SavedNames },
  ) {
    this.facts = new DataFactsKeeper(readers);
    this.numbers = new NumberFactsKeeper(readers);
  }

  async explain(
    { asked, spec, needs, view, now, matched, groups }: Explained,
    result: InsightResult,
  ): Promise<ExplainedMeta> {
    const context = this.context(view, now);
    const outside = (): number => this.outside(view);
    const warnings = warningsOf(spec, result, context, {
      ...(await this.facts.of(view)),
      matched: (filter) => matched.get(canonicalJson(filter)),
      groups: groups && { types: groups.types, matched: (filter) => groups.matched.get(canonicalJson(filter)) },
      // A look at every event: only where sessions are counted.
      get withoutSession() {
        return outside();
      },
      numbers: await this.numbers.of(view, summedProperties(spec)),
    });
    return { ...told(asked, result, context, warnings), sql: [...resultSql(spec, needs, context)] };
  }

  /** A table has no fold and no plan: its sentence, and what is odd about the events that it names and about the data. */
  async explainTable(asked: TableSpec, spec: TableSpec, view: View, result: InsightResult): Promise<ExplainedMeta> {
    const context = this.context(view, Date.now());
    const warnings = warningsOf(spec, result, context, {
      ...(await this.facts.of(view)),
      matched: () => undefined,
      withoutSession: 0,
      numbers: new Map(),
    });
    return told(asked, result, context, warnings);
  }

  private context(view: View, now: number): ExplainContext {
    const { timezone, weekStart } = view.settings;
    return { timezone, weekStart, now, extent: view.sequences.extent, names: this.saved.names() };
  }

  private outside(view: View): number {
    const known = this.withoutSession.get(view);
    if (known !== undefined) return known;
    let count = 0;
    for (const [from, to] of stretchesOf(view.sequences.length)) {
      for (const session of view.sequences.read('session', from, to)) if (session < 0) count++;
    }
    this.withoutSession.set(view, count);
    return count;
  }
}

function told(
  asked: InsightSpec,
  result: InsightResult,
  context: ExplainContext,
  warnings: readonly Warning[],
): ExplainedMeta {
  const { text, marks } = toMarkedText(sentenceOf(asked, result, context));
  return {
    ...(text === '' ? {} : { sentence: text, marks: marks.map(([from, to]): [number, number] => [from, to]) }),
    // What is inside something saved is told of where that is named.
    warnings: warnings.map(({ path, ...rest }) => (path === undefined ? rest : { ...rest, path: pathIn(asked, path) })),
  };
}

/** How many of the first `length` positions each predicate has, by its filter as canonical JSON. */
export function countMatches(
  filters: readonly Filter[],
  bitmaps: readonly Bitmap[],
  length: number,
): ReadonlyMap<string, number> {
  return new Map(filters.map((filter, index) => [canonicalJson(filter), countBits(bitmaps[index], length)]));
}

/** A bitmap that questions read never changes, and is asked about again and again. */
const counted = new WeakMap<Bitmap, { readonly length: number; readonly count: number }>();

function countBits(bitmap: Bitmap | undefined, length: number): number {
  if (bitmap === undefined) return 0;
  const known = counted.get(bitmap);
  if (known?.length === length) return known.count;
  const count = countOnes(bitmap, length);
  counted.set(bitmap, { length, count });
  return count;
}

function countOnes(bitmap: Bitmap, length: number): number {
  let count = 0;
  const whole = length >>> 5;
  for (let word = 0; word < whole; word++) count += ones(bitmap[word] as number);
  // Beyond the last position the last word may hold anything.
  const rest = length & 31;
  return rest === 0 ? count : count + ones((bitmap[whole] as number) & ((1 << rest) - 1));
}

function ones(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
