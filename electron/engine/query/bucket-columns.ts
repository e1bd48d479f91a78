/**
 * The bucket of every event of a view, for questions that count by the same buckets again: worked out when they are asked for
 * a second time, since making a column takes longer than one question without it.
 */
import type { BucketColumn } from '../../../shared/insights/bucket-column';
import type { FoldPool } from '../folds/pool';
import type { BudgetCache, MemoryBudget } from '../memory/budget';
import { sentSequences } from '../ranges/sent';
import type { View } from '../sequences/view';
import { sharedBitmap } from './bitmaps';
import { SharedWork } from './shared-work';

export class BucketColumns {
  private readonly columns: BudgetCache<BucketColumn>;
  /** Of the view whose positions they are over. */
  private version: number | undefined;
  private readonly askedOnce = new Set<string>();
  private readonly underWay = new SharedWork<BucketColumn>();

  constructor(
    private readonly pool: FoldPool,
    budget: MemoryBudget,
  ) {
    this.columns = budget.cache('buckets of events');
  }

  /** The column of boundaries as `bucket-column.ts` plans them; undefined the first time that they are asked for. */
  async of(boundaries: Float64Array, view: View, signal: AbortSignal): Promise<BucketColumn | undefined> {
    if (this.version !== view.version) {
      this.columns.clear();
      this.askedOnce.clear();
      this.version = view.version;
    }
    const key = boundaries.join(' ');
    const known = this.columns.get(key);
    if (known !== undefined) return known;
    if (!this.askedOnce.has(key)) {
      this.askedOnce.add(key);
      return undefined;
    }
    const made = await this.underWay.get(`${view.version} ${key}`, signal, (wanted) =>
      this.make(boundaries, view, wanted),
    );
    if (this.version === view.version) this.columns.set(key, made, bytesOf(made));
    return made;
  }

  private async make(boundaries: Float64Array, { sequences }: View, signal: AbortSignal): Promise<BucketColumn> {
    const into = {
      bucket: new Uint8Array(new SharedArrayBuffer(sequences.length)),
      ends: sharedBitmap(sequences.length),
      lasts: sharedBitmap(sequences.length),
    };
    const input = {
      sequences: sentSequences(sequences),
      predicates: [],
      codes: [],
      codeSizes: [],
      numbers: [],
      tables: [],
    };
    await this.pool.run({ work: 'buckets', input, boundaries, into }, sequences, signal);
    return into;
  }
}

const bytesOf = ({ bucket, ends, lasts }: BucketColumn): number =>
  bucket.byteLength + ends.byteLength + lasts.byteLength;
