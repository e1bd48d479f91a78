/** Stops a running query when its asker goes away, when its time is over, or when it takes too much memory. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { AppFailure } from '../../../shared/contract/errors';
import { sqlProblem } from './sql-problems';
import { takenBack } from './slots';

export interface SqlLimits {
  readonly timeMs: number;
  /** How far the process may grow while a query runs. */
  readonly memoryMb: number;
}

const TICK_MS = 20;

export class QueryGuard {
  private readonly ends: number;
  private readonly mostBytes: number;
  private readonly timer: NodeJS.Timeout;
  private reason: AppFailure | undefined;

  constructor(
    private readonly connection: DuckDBConnection,
    private readonly signal: AbortSignal,
    private readonly limits: SqlLimits,
  ) {
    this.ends = performance.now() + limits.timeMs;
    this.mostBytes = process.memoryUsage.rss() + limits.memoryMb * 1024 * 1024;
    this.timer = setInterval(() => this.look(), TICK_MS);
    signal.addEventListener('abort', this.onAbort);
  }

  /** Why the query was stopped; undefined where it was not. */
  stopped(): AppFailure | undefined {
    return this.reason;
  }

  /** Throws where the query was stopped. */
  check(): void {
    if (this.reason !== undefined) throw this.reason;
  }

  end(): void {
    clearInterval(this.timer);
    this.signal.removeEventListener('abort', this.onAbort);
  }

  private readonly onAbort = (): void => this.look();

  /** Asks again at every tick: a stop that comes between two steps of a query goes unheard. */
  private look(): void {
    this.reason ??= this.judge();
    if (this.reason !== undefined) this.connection.interrupt();
  }

  private judge(): AppFailure | undefined {
    if (this.signal.aborted) return takenBack();
    if (performance.now() > this.ends) {
      const seconds = Math.round(this.limits.timeMs / 1000);
      return sqlProblem(
        `The query was stopped after ${seconds} seconds. Read fewer events, or group earlier.`,
        undefined,
      );
    }
    if (process.memoryUsage.rss() > this.mostBytes) {
      return sqlProblem(
        'The query was stopped: it takes more memory than a query may have. Read fewer events, or group before joining.',
        undefined,
      );
    }
    return undefined;
  }
}
