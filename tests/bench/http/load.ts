/** One run of the load tool against one server. */
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

export interface Load {
  readonly url: string;
  readonly body: string;
  readonly seconds: number;
  /** Requests a second in all; as many as it takes where absent. */
  readonly rate?: number;
}

export interface Measured {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Requests that did not get a 2xx. */
  readonly failed: number;
}

interface Result {
  readonly requests: { readonly total: number };
  readonly duration: number;
  readonly latency: { readonly p50: number; readonly p99: number };
  readonly errors: number;
  readonly non2xx: number;
}

const CONNECTIONS = 32;

export async function put({ url, body, seconds, rate }: Load): Promise<Measured> {
  const autocannon = createRequire(resolve('tests/bench/http/package.json'))('autocannon') as (
    options: object,
  ) => Promise<Result>;
  const result = await autocannon({
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    connections: CONNECTIONS,
    duration: seconds,
    ...(rate === undefined ? {} : { overallRate: Math.round(rate) }),
  });
  return {
    perSecond: result.requests.total / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.errors + result.non2xx,
  };
}
