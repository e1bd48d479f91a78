/**
 * The types of groups that the workspace's events name. Mixpanel's SDKs write groups among an event's properties and
 * nothing tells them apart but their names, so the collector has to know these.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../log/logger';

/** How long the first senders wait to have their events read rightly. */
const PATIENCE_MS = 2_000;

/** Far more than anybody has; whoever sends a new one with each event fills no memory. */
const MOST = 1_000;

export class GroupTypes {
  readonly #known = new Set<string>();
  #ready: Promise<void> | undefined;

  /** `load` asks what is stored. */
  constructor(
    private readonly load: () => Promise<readonly string[]>,
    private readonly log: Logger,
  ) {}

  /** Never rejects: where the store does not answer in time, what this run has seen must do. */
  async known(): Promise<ReadonlySet<string>> {
    this.#ready ??= Promise.race([this.#load(), sleep(PATIENCE_MS, undefined, { ref: false })]);
    await this.#ready;
    return this.#known;
  }

  /** Takes in those of events that were just stored. */
  learn(types: readonly string[]): void {
    for (const type of types) this.#add(type);
  }

  #add(type: string): void {
    if (this.#known.size < MOST) this.#known.add(type);
  }

  async #load(): Promise<void> {
    try {
      for (const type of await this.load()) this.#add(type);
    } catch (error) {
      this.log.warn('types of groups cannot be told', { err: error });
    }
  }
}
