/** Hands what was stored to everybody who watches. A watcher that does not keep up is told to ask again instead. */
import type { LiveMessage, StoredEvent } from '../../shared/contract/commands';
import type { Committed } from './ingest/writer';

const BEAT_MS = 5_000;
/** Events within this time go out together: a page cannot draw more often, and each message costs three processes. */
const GATHER_MS = 50;
const EVENTS_PER_MESSAGE = 2_000;
/** Messages that may wait for one watcher. */
const MAX_WAITING = 50;
const SOON_MS = 250;

type Send = (message: LiveMessage) => void;

export class LiveHub {
  private readonly watchers = new Set<Send>();
  private gathered: StoredEvent[] = [];
  /** Runs while events that come are gathered. */
  private gathering: NodeJS.Timeout | undefined;
  private readonly told = new Map<'findings' | 'imports', NodeJS.Timeout>();

  /** `totals` are read when a message is made. */
  constructor(private readonly totals: () => { events: number; rejects: number; version: number }) {}

  get isWatched(): boolean {
    return this.watchers.size > 0;
  }

  stored(committed: Pick<Committed, 'events' | 'rejects'>): void {
    if (this.watchers.size === 0) return;
    const { events, rejects } = committed;
    for (const event of events) this.gathered.push(event);
    if (this.gathering === undefined) this.sendGathered();
    if (rejects.length > 0) this.send({ type: 'rejects', rejects: [...rejects], total: this.totals().rejects });
  }

  findings(): void {
    this.tellSoon('findings');
  }

  /** An import began, went on or ended. */
  imports(): void {
    this.tellSoon('imports');
  }

  /** What breaks the tracking plan is other than before. */
  violations({ checked, found }: { readonly checked: number; readonly found: number }): void {
    this.send({ type: 'violations', checked, found });
  }

  changed(): void {
    this.sendGathered();
    this.send(this.changedMessage());
  }

  /** Messages from now on, until `signal` aborts. */
  async *watch(signal: AbortSignal): AsyncGenerator<LiveMessage> {
    const waiting: LiveMessage[] = [];
    let wake: (() => void) | undefined;
    const push: Send = (message) => {
      if (waiting.length >= MAX_WAITING) {
        waiting.length = 0;
        waiting.push(this.changedMessage());
      } else waiting.push(message);
      wake?.();
    };
    const beat = setInterval(() => push({ type: 'beat' }), BEAT_MS);
    const stop = (): void => wake?.();
    signal.addEventListener('abort', stop);
    this.watchers.add(push);
    try {
      push({ type: 'beat' });
      while (!signal.aborted) {
        const next = waiting.shift();
        if (next !== undefined) yield next;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          wake = undefined;
        }
      }
    } finally {
      this.watchers.delete(push);
      clearInterval(beat);
      signal.removeEventListener('abort', stop);
    }
  }

  /** The first event goes out at once, what follows within {@link GATHER_MS} together. */
  private sendGathered(): void {
    clearTimeout(this.gathering);
    this.gathering = undefined;
    const events = this.gathered;
    if (events.length === 0) return;
    this.gathered = [];
    const { events: total, version: dataVersion } = this.totals();
    for (let from = 0; from < events.length; from += EVENTS_PER_MESSAGE) {
      const part = events.slice(from, from + EVENTS_PER_MESSAGE);
      const rows = part.map((event) => JSON.stringify(event));
      this.send({ type: 'events', eids: part.map(({ eid }) => eid), rows, total, dataVersion });
    }
    this.gathering = setTimeout(() => {
      this.gathering = undefined;
      this.sendGathered();
    }, GATHER_MS);
    this.gathering.unref();
  }

  /** At most every {@link SOON_MS}: a finding may come with every event. */
  private tellSoon(type: 'findings' | 'imports'): void {
    if (this.told.has(type) || this.watchers.size === 0) return;
    const timer = setTimeout(() => {
      this.told.delete(type);
      this.send({ type });
    }, SOON_MS);
    timer.unref();
    this.told.set(type, timer);
  }

  private changedMessage(): LiveMessage {
    const { events, version } = this.totals();
    return { type: 'changed', total: events, dataVersion: version };
  }

  private send(message: LiveMessage): void {
    for (const watcher of this.watchers) watcher(message);
  }
}
