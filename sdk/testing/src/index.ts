/**
 * The Playwright fixture: `waymark` in every test, with nothing in it but what the test's own page sends. A worker starts
 * one Waymark for all its tests, or uses the one that `WAYMARK_URL` and `WAYMARK_TOKEN` name.
 */
import { test as base } from '@playwright/test';
import { startWaymark, type StartOptions, type WaymarkServer } from './start.js';
import { Waymark } from './waymark.js';

export { startWaymark, type StartOptions, type WaymarkServer } from './start.js';
export {
  Waymark,
  WaymarkExpectationError,
  type EventFilter,
  type ExpectOptions,
  type ViolationFilter,
} from './waymark.js';
export type { Json, WantedProperties, WaymarkEvent, WaymarkReject, WaymarkViolation } from './types.js';
export { expect } from '@playwright/test';

export interface WaymarkOptions extends StartOptions {
  /** A Waymark that is running already; its token in `token`. */
  readonly url?: string;
  readonly token?: string;
  /** Fails every test whose events broke the plan; default false. */
  readonly failOnViolations?: boolean;
}

interface TestFixtures {
  readonly waymark: Waymark;
}

interface WorkerFixtures {
  readonly waymarkOptions: WaymarkOptions;
  readonly waymarkServer: WaymarkServer;
}

function serverOf({ url, token, ...start }: WaymarkOptions): Promise<WaymarkServer> {
  const known = url ?? process.env['WAYMARK_URL'];
  if (known === undefined || known === '') return startWaymark(start);
  const secret = token ?? process.env['WAYMARK_TOKEN'];
  if (secret === undefined)
    throw new Error('WAYMARK_URL is set, but not WAYMARK_TOKEN, without which nothing is told.');
  return Promise.resolve({
    url: known.replace(/\/+$/, ''),
    token: secret,
    isOwn: false,
    stop: () => Promise.resolve(),
  });
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  waymarkOptions: [{}, { option: true, scope: 'worker' }],
  waymarkServer: [
    async ({ waymarkOptions }, use) => {
      const server = await serverOf(waymarkOptions);
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
  waymark: async ({ waymarkServer, waymarkOptions }, use, testInfo) => {
    const waymark = await Waymark.open(waymarkServer);
    await use(waymark);
    const hasFailed = testInfo.status !== testInfo.expectedStatus;
    if (hasFailed) {
      const lines = (await waymark.events()).map((event) => JSON.stringify(event)).join('\n');
      await testInfo.attach('waymark-events.ndjson', { body: lines, contentType: 'application/x-ndjson' });
    } else if (waymarkOptions.failOnViolations === true) await waymark.expectNoViolations();
  },
});
