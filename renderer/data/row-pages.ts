/**
 * A table of any length, held page by page: only the pages in sight (and their neighbours) are asked for, each through a
 * slot of its own, so that they follow the data, and keep showing what they held while the next answer is on its way.
 */
import type { Table } from '@uwdata/flechette';
import type { ArrowCommand } from '../../shared/contract/commands';
import type { AppError } from '../../shared/contract/errors';
import { type Coordinator, type Slot } from './coordinator';

/** Rows of one page: some 15 screens, so that scrolling by hand seldom waits. */
export const PAGE_ROWS = 500;
/** Pages held at a time; those farthest from what is in sight go first. */
const HELD_PAGES = 8;

/** A question without `limit` and `offset`, which the pages add. */
export interface PagedQuestion {
  readonly command: ArrowCommand;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface PageState {
  /** `loading` until the first page has come, `failed` where it did not. */
  readonly status: 'loading' | 'ready' | 'failed';
  readonly error: AppError | undefined;
  /** Rows that are known to be there from the pages held; a total counted elsewhere may be larger. */
  readonly knownRows: number;
  /** Grows with each change, so that equal states are the same object. */
  readonly version: number;
}

interface Page {
  readonly slot: Slot;
  readonly unsubscribe: () => void;
}

export class RowPages {
  readonly #coordinator: Coordinator;
  readonly #pages = new Map<number, Page>();
  readonly #listeners = new Set<() => void>();
  #question: PagedQuestion | undefined;
  #state: PageState = { status: 'loading', error: undefined, knownRows: 0, version: 0 };
  #sight: readonly [first: number, last: number] = [0, 0];

  constructor(coordinator: Coordinator) {
    this.#coordinator = coordinator;
  }

  readonly state = (): PageState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Asks another question; the rows of the old one stay until those of the new one have come. */
  ask(question: PagedQuestion | undefined): void {
    this.#question = question;
    if (question === undefined) {
      this.release();
      return;
    }
    const [first, last] = this.#sight;
    for (const [index, page] of this.#pages) {
      if (index >= first - 1 && index <= last + 1) this.#request(index, page);
      else this.#drop(index, page);
    }
    this.#fill();
  }

  /** Says which rows are in sight (both inclusive). */
  show(firstRow: number, lastRow: number): void {
    this.#sight = [Math.floor(firstRow / PAGE_ROWS), Math.floor(lastRow / PAGE_ROWS)];
    this.#fill();
  }

  /** The page that holds the row, and the row's place in it; undefined where it has not come. */
  at(row: number): { readonly table: Table; readonly index: number } | undefined {
    const state = this.#pages.get(Math.floor(row / PAGE_ROWS))?.slot.state();
    if (state === undefined) return undefined;
    const table = (state.status === 'ready' ? state.value : state.previous) as Table | undefined;
    const index = row % PAGE_ROWS;
    return table === undefined || index >= table.numRows ? undefined : { table, index };
  }

  readonly refetch = (): void => {
    for (const { slot } of this.#pages.values()) slot.refetch();
  };

  /** Stops asking and forgets all pages. */
  release(): void {
    for (const [index, page] of this.#pages) this.#drop(index, page);
    this.#changed();
  }

  #fill(): void {
    const [first, last] = this.#sight;
    for (let index = Math.max(0, first); index <= last; index += 1) {
      if (this.#question === undefined || this.#pages.has(index)) continue;
      const slot = this.#coordinator.slot();
      const page = { slot, unsubscribe: slot.subscribe(this.#changed) };
      this.#pages.set(index, page);
      this.#request(index, page);
    }
    const distance = (index: number): number => Math.max(first - index, index - last, 0);
    const byDistance = [...this.#pages].toSorted(([a], [b]) => distance(a) - distance(b));
    for (const [index, page] of byDistance.slice(Math.max(HELD_PAGES, last - first + 1))) this.#drop(index, page);
  }

  #request(index: number, { slot }: Page): void {
    if (this.#question === undefined) return;
    const { command, input } = this.#question;
    slot.ask(command, { ...input, limit: PAGE_ROWS, offset: index * PAGE_ROWS });
  }

  #drop(index: number, { slot, unsubscribe }: Page): void {
    this.#pages.delete(index);
    unsubscribe();
    slot.release();
  }

  readonly #changed = (): void => {
    let knownRows = 0;
    let error: AppError | undefined;
    let hasRows = false;
    for (const [index, { slot }] of this.#pages) {
      const state = slot.state();
      const table = (state.status === 'ready' ? state.value : state.previous) as Table | undefined;
      if (table !== undefined) {
        hasRows = true;
        if (table.numRows > 0) knownRows = Math.max(knownRows, index * PAGE_ROWS + table.numRows);
      } else if (state.status === 'failed') error ??= state.error;
    }
    const status = hasRows ? 'ready' : error === undefined ? 'loading' : 'failed';
    this.#state = { status, error, knownRows, version: this.#state.version + 1 };
    for (const listener of this.#listeners) listener();
  };
}
