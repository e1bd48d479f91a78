/** Which of several files that stand one behind the other a line is of: each row of them is one line. */

export interface PartPlace {
  /** The how manieth file, from 0. */
  readonly part: number;
  readonly name: string;
  /** In that file, from 1. */
  readonly line: number;
  readonly isLast: boolean;
}

export class PartLines {
  /** The line that the rows of each begin on, from 1. */
  private readonly firsts: readonly number[];

  /** `rows`: of each file, without its header, which stands once at the beginning where there is one. */
  constructor(
    private readonly parts: readonly { readonly name: string; readonly rows: number }[],
    private readonly hasHeader: boolean,
  ) {
    let next = hasHeader ? 2 : 1;
    this.firsts = parts.map(({ rows }) => (next += rows) - rows);
  }

  /** `line`: of all of them together, from 1. */
  placeOf(line: number): PartPlace {
    let [low, high] = [0, this.firsts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.firsts[middle] as number) <= line) low = middle;
      else high = middle - 1;
    }
    const { name = '', rows = 0 } = this.parts[low] ?? {};
    const row = line - (this.firsts[low] ?? 1);
    return { part: low, name, line: row + (this.hasHeader ? 2 : 1), isLast: row === rows - 1 };
  }

  /** The number of the first row of each, from 0, where these lines became none. */
  startsWithout(lines: readonly number[]): readonly number[] {
    const sorted = [...lines].sort((a, b) => a - b);
    let passed = 0;
    return this.firsts.map((first) => {
      while (passed < sorted.length && (sorted[passed] as number) < first) passed++;
      return first - (this.hasHeader ? 2 : 1) - passed;
    });
  }
}
