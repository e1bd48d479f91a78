/** Pretty JSON that knows where a place stands in it, so that the offender can be shown in its surroundings. */
import { findPlace, type Step } from './place';

export interface MarkedJson {
  /** As `JSON.stringify(value, null, 2)`. */
  readonly text: string;
  /** The offender in UTF-16 units, its key included; where it is missing, what should have held it. */
  readonly mark: { readonly from: number; readonly to: number };
  /** What the place names and the value lacks, such as `event`; empty where it is there. */
  readonly missing: string;
}

export function markJson(value: unknown, place: string): MarkedJson {
  const { path, missing } = findPlace(value, place);
  const printer = new Printer(path);
  printer.print(value, 0, '');
  return { text: printer.text(), mark: printer.mark, missing };
}

class Printer {
  readonly #parts: string[] = [];
  #length = 0;
  mark = { from: 0, to: 0 };

  constructor(private readonly path: readonly Step[]) {}

  text(): string {
    return this.#parts.join('');
  }

  /** `depth` is how far the value is along the path, or -1 where it is beside it. */
  print(value: unknown, depth: number, indent: string, from = this.#length): void {
    if (typeof value !== 'object' || value === null) this.#write(JSON.stringify(value) ?? 'null');
    else if (Array.isArray(value)) this.#printAll('[', value, ']', depth, indent);
    else this.#printAll('{', Object.entries(value), '}', depth, indent);
    if (depth === this.path.length) this.mark = { from, to: this.#length };
  }

  #printAll(open: string, items: readonly unknown[], close: string, depth: number, indent: string): void {
    const inner = `${indent}  `;
    this.#write(open);
    for (const [index, item] of items.entries()) {
      this.#write(`${index === 0 ? '' : ','}\n${inner}`);
      const from = this.#length;
      const [step, value] = open === '[' ? [index, item] : (item as [string, unknown]);
      if (open === '{') this.#write(`${JSON.stringify(step)}: `);
      const onPath = depth >= 0 && depth < this.path.length && this.path[depth] === step;
      this.print(value, onPath ? depth + 1 : -1, inner, from);
    }
    this.#write(items.length === 0 ? close : `\n${indent}${close}`);
  }

  #write(text: string): void {
    this.#parts.push(text);
    this.#length += text.length;
  }
}
