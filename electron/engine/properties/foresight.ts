/**
 * Takes properties out of the JSON before anybody asks about them, while nobody asks anything: those that saved insights,
 * segments and actions name, then those that most events have. What is begun is left at once where somebody asks, and gone
 * on with later; what is taken out stays in the tables, so it is done once for a workspace.
 */
import { parsePropertyPath } from '../../../shared/model/property-path';
import type { Quiet } from '../quiet';
import type { Counters } from '../store/counters';
import type { PromotedValues } from './promoted-values';

/** Fewer events are looked through while one asks. */
const LEAST_EVENTS = 200_000;
/** After the last question, or commit. */
const QUIET_MS = 3_000;
/** In one pass over the JSON; what a pass began is dropped where somebody asks. */
const PROPERTIES_PER_PASS = 6;
/** Beyond those that are named in what is saved; of many events fewer, as each value takes a byte or two on disk. */
const MOST_PROPERTIES = 12;
const MOST_VALUES = 600_000_000;

export interface ForesightParts {
  readonly promoted: Pick<PromotedValues, 'isPromotable' | 'enter' | 'refresh'>;
  readonly counters: Pick<Counters, 'nextEid'>;
  readonly quiet: Quiet;
  /** What is saved, as JSON. */
  readonly saved: () => Promise<unknown>;
  /** Property paths, those of most events first. */
  readonly frequent: (signal: AbortSignal) => Promise<readonly string[]>;
  readonly onProblem: (what: string, error: unknown) => void;
}

export class Foresight {
  private work: Promise<void> | undefined;
  /** There were so many events when it was last begun. */
  private looked = 0;

  constructor(private readonly parts: ForesightParts) {}

  /** There may be something to take out. Returns at once. */
  wake(): void {
    this.work ??= this.run()
      .catch((error: unknown) => this.parts.onProblem('taking properties out failed', error))
      .finally(() => {
        this.work = undefined;
      });
  }

  /** Events came: of so many it is worth going on, however long nobody asks about them. Returns at once. */
  stored(): void {
    if (this.parts.counters.nextEid - this.looked >= LEAST_EVENTS) this.wake();
  }

  /** After what is under way; {@link Quiet.close} is to be called before. */
  async close(): Promise<void> {
    await this.work;
  }

  private async run(): Promise<void> {
    const { promoted, counters } = this.parts;
    await this.whileQuiet((signal) => {
      this.looked = counters.nextEid;
      return promoted.refresh(signal);
    });
    if (counters.nextEid < LEAST_EVENTS) return;
    const wanted = (await this.whileQuiet((signal) => this.wanted(signal))) ?? [];
    for (let at = 0; at < wanted.length; at += PROPERTIES_PER_PASS) {
      const some = wanted.slice(at, at + PROPERTIES_PER_PASS);
      await this.whileQuiet(async (signal) => {
        await promoted.enter(some);
        await promoted.refresh(signal);
      });
    }
  }

  /** Does it again as long as somebody comes in between; undefined where all is being closed. */
  private async whileQuiet<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    const { quiet } = this.parts;
    while (!quiet.isClosed) {
      const done = await quiet.use(QUIET_MS, async (signal) => ({ value: await work(signal) }));
      if (done !== undefined) return done.value;
    }
    return undefined;
  }

  private async wanted(signal: AbortSignal): Promise<string[]> {
    const { promoted, saved, frequent, counters } = this.parts;
    const most = Math.min(MOST_PROPERTIES, Math.floor(MOST_VALUES / counters.nextEid));
    const all = [...propertiesIn(await saved()), ...(await frequent(signal)).slice(0, most)];
    return [...new Set(all)].filter((property) => promoted.isPromotable(property));
  }
}

const IN_EVENTS = /^properties[.[]/;

/** The property paths that a document names, wherever it does; texts of other meaning that read like one do no harm. */
export function propertiesIn(document: unknown): string[] {
  if (typeof document === 'string') return IN_EVENTS.test(document) && parsePropertyPath(document).ok ? [document] : [];
  if (typeof document !== 'object' || document === null) return [];
  return Object.values(document).flatMap(propertiesIn);
}
