/** Hands what was stored to everybody who watches. A watcher that does not keep up is told to ask again instead. */
import type { LiveMessage } from '../../shared/contract/commands';
import type { Committed } from './ingest/writer';

const BEAT_MS = 5_000;
const EVENTS_PER_MESSAGE = 500;
/** Messages that may wait for one watcher. */
const MAX_WAITING = 200;
const SOON_MS = 250;

type Send = (message: LiveMessage) => void;

export class LiveHub {
  private readonly watchers = new Set<Send>();
  private readonly told = new Map<'findings' | 'imports', NodeJS.Timeout>();

  /** `totals` are read when a message is made. */
  constructor(private readonly totals: () => { events: number; rejects: number; version: number }) {}

  stored({ events, rejects }: Committed): void {
    if (this.watchers.size === 0) return;
    const totals = this.totals();
    for (let from = 0; from < events.length; from += EVENTS_PER_MESSAGE) {
      const part = events.slice(from, from + EVENTS_PER_MESSAGE);
      this.send({ type: 'events', events: part, total: totals.events, dataVersion: totals.version });
    }
    if (rejects.length > 0) this.send({ type: 'rejects', rejects: [...rejects], total: totals.rejects });
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
