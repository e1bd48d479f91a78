/**
 * Arithmetic over series: `A / B * 100`. A letter is a series (A the first), joined by `+ - * /`, parentheses and a
 * minus in front, with numbers such as `100` or `0.5`. The usual precedence, left to right.
 */

export type Formula =
  | { readonly op: 'number'; readonly value: number }
  /** From 0. */
  | { readonly op: 'series'; readonly series: number }
  | { readonly op: 'negate'; readonly of: Formula }
  | { readonly op: '+' | '-' | '*' | '/'; readonly left: Formula; readonly right: Formula };

/** What is wrong, and at which character (from 0) of the text. */
export interface FormulaProblem {
  readonly at: number;
  readonly message: string;
}

export type ParsedFormula =
  { readonly ok: true; readonly formula: Formula } | { readonly ok: false; readonly problem: FormulaProblem };

/** The letter of a series by its place from 0; a formula knows at most 26. */
export const seriesLetter = (index: number): string => String.fromCharCode(65 + index);

/** Reads a formula over `seriesCount` series. It must name at least one. */
export function parseFormula(text: string, seriesCount: number): ParsedFormula {
  const parser = new Parser(text, seriesCount);
  const formula = parser.parse();
  return parser.problem === undefined && formula !== undefined
    ? { ok: true, formula }
    : { ok: false, problem: parser.problem ?? { at: 0, message: 'is empty; write one such as "A / B".' } };
}

/** The series that a formula names, each once, in reading order. */
export function seriesOf(formula: Formula): number[] {
  switch (formula.op) {
    case 'number':
      return [];
    case 'series':
      return [formula.series];
    case 'negate':
      return seriesOf(formula.of);
    default:
      return [...new Set([...seriesOf(formula.left), ...seriesOf(formula.right)])];
  }
}

/** The formula's value where `valueOf` gives each series'; null where one is null or a division is by zero. */
export function evaluateFormula(formula: Formula, valueOf: (series: number) => number | null): number | null {
  switch (formula.op) {
    case 'number':
      return formula.value;
    case 'series':
      return valueOf(formula.series);
    case 'negate': {
      const value = evaluateFormula(formula.of, valueOf);
      // Zero has no sign to a reader.
      return value === null ? null : 0 - value;
    }
    default: {
      const left = evaluateFormula(formula.left, valueOf);
      const right = evaluateFormula(formula.right, valueOf);
      if (left === null || right === null) return null;
      const value = combine(formula.op, left, right);
      return Number.isFinite(value) ? value + 0 : null;
    }
  }
}

function combine(op: '+' | '-' | '*' | '/', left: number, right: number): number {
  switch (op) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? Number.NaN : left / right;
  }
}

const NUMBER = /\d+(?:\.\d+)?|\.\d+/y;
const SPACE = /\s*/y;

/** Recursive descent. After the first problem every part is undefined, and reading stops. */
class Parser {
  problem: FormulaProblem | undefined;
  private at = 0;
  private named = 0;

  constructor(
    private readonly text: string,
    private readonly seriesCount: number,
  ) {}

  parse(): Formula | undefined {
    const sum = this.sum();
    this.skip();
    if (sum !== undefined && this.at < this.text.length) {
      return this.fail(
        this.peek() === ')' ? 'closes a parenthesis that was not opened.' : 'should be one of + - * / or the end.',
      );
    }
    if (sum !== undefined && this.named === 0) {
      this.at = 0;
      return this.fail('names no series; use their letters, such as "A / B".');
    }
    return sum;
  }

  private sum(): Formula | undefined {
    return this.chain(['+', '-'], () => this.product());
  }

  private product(): Formula | undefined {
    return this.chain(['*', '/'], () => this.unary());
  }

  /** `next op next op next`, from the left. */
  private chain(ops: readonly ('+' | '-' | '*' | '/')[], next: () => Formula | undefined): Formula | undefined {
    let left = next();
    for (let op = this.take(ops); left !== undefined && op !== undefined; op = this.take(ops)) {
      const right = next();
      left = right === undefined ? undefined : { op, left, right };
    }
    return left;
  }

  private unary(): Formula | undefined {
    if (this.take(['-']) !== undefined) {
      const of = this.unary();
      return of === undefined ? undefined : { op: 'negate', of };
    }
    return this.atom();
  }

  private atom(): Formula | undefined {
    this.skip();
    const opened = this.at;
    if (this.take(['(']) !== undefined) {
      const inner = this.sum();
      if (inner === undefined || this.take([')']) !== undefined) return inner;
      this.at = opened;
      return this.fail('opens a parenthesis that is not closed.');
    }
    NUMBER.lastIndex = this.at;
    const digits = NUMBER.exec(this.text)?.[0];
    if (digits !== undefined) {
      this.at += digits.length;
      return { op: 'number', value: Number(digits) };
    }
    return this.letter();
  }

  private letter(): Formula | undefined {
    const letter = this.peek().toUpperCase();
    if (!/^[A-Z]$/.test(letter)) {
      return this.fail(
        this.at >= this.text.length ? 'ends where a series or a number is missing.' : 'should be a series or a number.',
      );
    }
    const series = letter.charCodeAt(0) - 65;
    if (series >= this.seriesCount) {
      const last = seriesLetter(this.seriesCount - 1);
      return this.fail(`names no series; there ${this.seriesCount === 1 ? 'is only A' : `are A to ${last}`}.`);
    }
    this.at += 1;
    this.named += 1;
    return { op: 'series', series };
  }

  private take<T extends string>(characters: readonly T[]): T | undefined {
    if (this.problem !== undefined) return undefined;
    this.skip();
    const found = characters.find((character) => character === this.peek());
    if (found !== undefined) this.at += 1;
    return found;
  }

  private skip(): void {
    SPACE.lastIndex = this.at;
    this.at += SPACE.exec(this.text)?.[0].length ?? 0;
  }

  private peek(): string {
    return this.text.charAt(this.at);
  }

  private fail(message: string): undefined {
    this.problem ??= { at: Math.min(this.at, this.text.length), message };
    return undefined;
  }
}
