/** What a test asks of a running Waymark, over its test API. */
import { setTimeout as sleep } from 'node:timers/promises';
import { missingEventText } from './failure-text.js';
import type { WaymarkServer } from './start.js';
import type { EventsAnswer, WantedProperties, WaymarkEvent, WaymarkReject, WaymarkViolation } from './types.js';

export interface EventFilter {
  readonly event?: string;
  readonly distinctId?: string;
  readonly properties?: WantedProperties;
  /** The tag that requests carried in their `x-waymark-run` header. */
  readonly run?: string;
}

export interface ExpectOptions {
  /** How long to wait, in ms; default 5,000. */
  readonly timeout?: number;
  /** How many must match; default 1. */
  readonly count?: number;
}

export interface ViolationFilter {
  readonly event?: string;
  readonly severity?: 'error' | 'warning';
}

/** An expectation about events that does not hold. */
export class WaymarkExpectationError extends Error {
  override readonly name = 'WaymarkExpectationError';
}

const TIMEOUT_MS = 5_000;
const MOST_TIMEOUT_MS = 120_000;

export class Waymark {
  private readonly began = Date.now();

  private constructor(
    private readonly server: WaymarkServer,
    /** Events up to this number came before. */
    private after: number,
  ) {}

  /** Sees only what arrives from now on. */
  static async open(server: WaymarkServer): Promise<Waymark> {
    const waymark = new Waymark(server, -1);
    if (server.isOwn) await waymark.reset();
    else await waymark.mark();
    return waymark;
  }

  /** Where SDKs send to. */
  get url(): string {
    return this.server.url;
  }

  /** For asking the test API directly: `Authorization: Bearer <token>`. */
  get token(): string {
    return this.server.token;
  }

  /** What has arrived since the test began, in that order. */
  async events(filter: EventFilter = {}): Promise<readonly WaymarkEvent[]> {
    return (await this.ask<EventsAnswer>(`events?${this.query(filter)}`)).events;
  }

  /** Waits for an event of that name that carries these properties (among others); gives the first one. */
  async expectEvent(
    event: string,
    properties: WantedProperties = {},
    options: ExpectOptions = {},
  ): Promise<WaymarkEvent> {
    const { timeout = TIMEOUT_MS, count = 1 } = options;
    const search = this.query({ event, properties });
    search.set('count', String(count));
    search.set('timeout', String(Math.min(timeout, MOST_TIMEOUT_MS)));
    const answer = await this.ask<EventsAnswer>(`events?${search}`, [404]);
    const [first] = answer.events;
    if (answer.enough && first !== undefined) return first;
    const rejects = await this.rejects();
    throw new WaymarkExpectationError(
      missingEventText({ event, properties, count, timeoutMs: timeout, answer, rejects }),
    );
  }

  /** Fails where such an event has come, or comes within this time (default 500 ms). */
  async expectNoEvent(event: string, properties: WantedProperties = {}, { within = 500 } = {}): Promise<void> {
    await sleep(within);
    const [first, ...more] = await this.events({ event, properties });
    if (first === undefined) return;
    throw new WaymarkExpectationError(
      `«${event}» should not have come, but did${more.length === 0 ? '' : ` ${more.length + 1} times`}: ${JSON.stringify(first.properties)}`,
    );
  }

  /** How the events of this test broke the tracking plan. */
  async violations(filter: ViolationFilter = {}): Promise<readonly WaymarkViolation[]> {
    const search = new URLSearchParams({ ...filter });
    const { violations } = await this.ask<{ violations: readonly WaymarkViolation[] }>(`violations?${search}`);
    // Where others use the same Waymark, what came before this test is not its own.
    if (this.server.isOwn) return violations;
    return violations.filter(({ examples }) => examples.some(({ eid = -1 }) => eid > this.after));
  }

  /** Fails where an event broke the plan; by default warnings pass. */
  async expectNoViolations({ severity = 'error', event }: ViolationFilter = {}): Promise<void> {
    const found = await this.violations(event === undefined ? {} : { event });
    const grave = found.filter((each) => severity === 'warning' || each.severity === 'error');
    if (grave.length === 0) return;
    const lines = grave.map(
      ({ event: name, path, expected, count, examples }) =>
        `  ${name} ${path}: expected ${expected}; came ${examples[0]?.got ?? 'nothing'} (${count}×)`,
    );
    throw new WaymarkExpectationError(['Events broke the tracking plan:', ...lines].join('\n'));
  }

  /** What was sent since the test began and could not be understood: the newest first. */
  async rejects(): Promise<readonly WaymarkReject[]> {
    const { rejects } = await this.ask<{ rejects: readonly WaymarkReject[] }>(`rejects?since=${this.began}`);
    return rejects;
  }

  /** Forgets what has arrived. Only on a Waymark that was started for tests. */
  async reset(): Promise<void> {
    await this.ask('reset', [], 'POST');
    await this.mark();
  }

  private async mark(): Promise<void> {
    this.after = (await this.ask<EventsAnswer>('events?limit=0')).next;
  }

  private query({ event, distinctId, properties, run }: EventFilter): URLSearchParams {
    return new URLSearchParams({
      after: String(this.after),
      limit: '10000',
      ...(event === undefined ? {} : { event }),
      ...(distinctId === undefined ? {} : { distinct_id: distinctId }),
      ...(run === undefined ? {} : { run }),
      ...(properties === undefined || Object.keys(properties).length === 0
        ? {}
        : { match: JSON.stringify(properties) }),
    });
  }

  private async ask<T>(path: string, alsoFine: readonly number[] = [], method = 'GET'): Promise<T> {
    const response = await fetch(`${this.server.url}/waymark/${path}`, {
      method,
      headers: { authorization: `Bearer ${this.server.token}` },
    });
    const answer = (await response.json()) as T & { readonly error?: { readonly message: string } };
    if (response.ok || (alsoFine.includes(response.status) && answer.error === undefined)) return answer;
    throw new Error(`Waymark refused ${method} /waymark/${path}: ${answer.error?.message ?? response.status}`);
  }
}
