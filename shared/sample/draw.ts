/** Draws from a seeded source: everything by chance in the sample goes through these. */
import { ensure } from '../base/assert';
import { seededRandom, type Random } from '../base/random';

export class Draw {
  private readonly random: Random;

  /** Equal seeds and streams draw equal values; streams of one seed do not resemble each other. */
  constructor(seed: number, stream: number) {
    this.random = seededRandom(Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(stream + 1, 0xc2b2ae35));
  }

  /** A number in [from, to). */
  between(from: number, to: number): number {
    return from + (to - from) * this.random.next();
  }

  /** A whole number in [from, to]. */
  whole(from: number, to: number): number {
    return Math.floor(this.between(from, to + 1));
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.random.next() < probability;
  }

  /** One of the items, each as likely as the other. */
  pick<T>(items: readonly T[]): T {
    return ensure(items[Math.floor(this.random.next() * items.length)], 'An item to pick');
  }

  /** One of the items, each as likely as its weight says. */
  weighted<T extends { readonly weight: number }>(items: readonly T[]): T {
    const total = items.reduce((sum, { weight }) => sum + weight, 0);
    let rest = this.random.next() * total;
    for (const item of items) {
      rest -= item.weight;
      if (rest < 0) return item;
    }
    return ensure(items.at(-1), 'An item to draw');
  }

  /** A waiting time with this mean: short ones are common, long ones happen. */
  waiting(mean: number): number {
    return -mean * Math.log(1 - this.random.next());
  }

  /** How often something with this mean rate happened. */
  count(mean: number): number {
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.random.next(); product > limit; product *= this.random.next()) count += 1;
    return count;
  }
}
