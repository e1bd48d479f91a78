/** What a draw function gives to the Chart: the picture, its table, its words, and what stands at each point. */

export interface ChartTable {
  readonly columns: readonly string[];
  /** Texts, ready to read; the first of a row is its name. */
  readonly rows: readonly (readonly string[])[];
  /**
   * How many columns after the first are series and can be opened, or for each of them which series it opens; default:
   * all, in their order.
   */
  readonly series?: number | readonly (number | undefined)[];
  /** What each column comes to over all rows, below them; its first text is its name. */
  readonly total?: readonly string[];
}

export interface HoverSeries {
  readonly name: string;
  /** CSS colour. */
  readonly color: string;
  readonly values: readonly (number | null)[];
}

/** The same for every series: one place per bucket. */
export interface Hover {
  readonly titles: readonly string[];
  readonly series: readonly HoverSeries[];
  readonly format: (value: number | null) => string;
  /** A further line for one place. */
  readonly note?: (index: number) => string;
  /** Whether series stand side by side within a place, as bars do. */
  readonly sideBySide: boolean;
  /** Whether they stand upon one another instead, negative ones downwards from zero. */
  readonly stacked?: boolean;
}

export interface Drawing {
  /** ECharts' option; colours may name tokens, such as `var(--cat-1)`. */
  readonly option: Readonly<Record<string, unknown>>;
  readonly table: ChartTable;
  /** One or two sentences that say what the picture shows. */
  readonly summary: string;
  readonly hover: Hover;
}

/** Counted from 0. */
export interface ChartPoint {
  readonly series: number;
  /** A total over all places is at {@link TOTAL}. */
  readonly index: number;
}

/** The place of a series' total. */
export const TOTAL = -1;
