/**
 * Names that are put together with more others than a person has ids (a shared device, an id that a bug gave to all): they
 * are hot, and link no longer. What is hot stays hot.
 */
import { withRoom } from './growing';
import type { KeptResolver } from './kept';
import { type Names, NONE } from './names';
import type { Rules } from './rules/rules';
import type { Statements } from './statements';

export interface HeatParts {
  readonly names: Names;
  readonly statements: Statements;
  readonly rules: Rules;
  /** Other ids that a name may be put together with. */
  readonly maxIds: number;
}

export class Heat {
  /** By name: how many records tie it to others; at most the number of others times the kinds of statement. */
  private degree = new Int32Array(0);
  private hot = new Uint8Array(0);
  private newly: number[] = [];

  constructor(private readonly parts: HeatParts) {}

  /** To be called before a name of `count` is counted or asked about. */
  reserve(count: number): void {
    this.degree = withRoom(this.degree, count);
    this.hot = withRoom(this.hot, count);
  }

  keep(): Pick<KeptResolver['columns'], 'degree' | 'hot'> {
    const { count } = this.parts.names;
    return { degree: this.degree.slice(0, count), hot: this.hot.slice(0, count) };
  }

  restore({ degree, hot }: Pick<KeptResolver['columns'], 'degree' | 'hot'>): void {
    this.degree = degree;
    this.hot = hot;
  }

  isHot(name: number): boolean {
    return this.hot[name] === 1;
  }

  /** One more record ties the name to another. */
  count(name: number): void {
    const degree = (this.degree[name] as number) + 1;
    this.degree[name] = degree;
    const { maxIds } = this.parts;
    if (degree <= maxIds || this.hot[name] === 1 || this.othersOf(name) <= maxIds) return;
    this.hot[name] = 1;
    this.newly.push(name);
  }

  get hasNew(): boolean {
    return this.newly.length > 0;
  }

  /** Names that became hot since this was last asked. */
  takeNew(): number[] {
    const { newly } = this;
    this.newly = [];
    return newly;
  }

  /** Distinct other ids that statements the rule set knows put together with this one. */
  othersOf(name: number): number {
    const { names, statements, rules } = this.parts;
    const others = new Set<number>();
    const note = (statement: number, other: number): void => {
      const identified = (statements.identified[statement] as number) < Infinity;
      if (!rules.follows(statements.kind[statement] as number, identified)) return;
      if (other !== name && names.junk[other] === 0) others.add(other);
    };
    for (let of = statements.anchored(name); of !== NONE; of = statements.nextOfAnchor[of] as number) {
      note(of, statements.user[of] as number);
    }
    for (let of = statements.naming(name); of !== NONE; of = statements.nextOfUser[of] as number) {
      note(of, statements.anchor[of] as number);
    }
    return others.size;
  }
}
