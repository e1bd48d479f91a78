/**
 * Requests as published SDKs really sent them, recorded with a capture server. The recordings are not part of this
 * repository; where the folder beside the checkout is absent, this says so and is skipped.
 */
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { canonicalEventSchema } from '../../../shared/model/event';
import { recordingChunkSchema } from '../../../shared/model/recording';
import { findRoute } from '../../../shared/protocols/registry';
import type { Decoded } from '../../../shared/protocols/wire';
import { CAPTURES, recordings, sentOf, type Recorded } from '../../support/recordings';
import { decodeSent } from '../../support/wire';

const has = <Key extends string>(value: unknown, key: Key): value is Record<Key, unknown> =>
  typeof value === 'object' && value !== null && key in value;

/** Recordings, logs, flags and configuration. */
const NO_EVENTS =
  /^(\/(posthog|countly))?\/(s|o\/sdk|flags|decide|record|sessions\/v2\/track|i\/v1\/(logs|metrics|traces))\/?$/;

/** What a person counting by hand would call the events of the recorder's reading of the body. */
function expectedEvents({ path, decoded }: Recorded): readonly unknown[] {
  if (NO_EVENTS.test(path) || (has(decoded, 'type') && decoded.type === 'replay')) return [];
  // The health of Countly's SDK itself.
  if (has(decoded, 'hc')) return [];
  const body = has(decoded, 'data') ? decoded.data : decoded;
  const list = has(body, 'batch')
    ? body.batch
    : has(body, 'events')
      ? body.events
      : has(body, 'requests')
        ? body.requests
        : body;
  return Array.isArray(list) ? list : [list];
}

/** Amplitude's node SDK sends events that say nobody; its vendor refuses them too. */
const saysNobody = (event: unknown): boolean =>
  has(event, 'event_type') && !has(event, 'user_id') && !has(event, 'device_id');

const decodeRecorded = async (recorded: Recorded): Promise<Decoded> => decodeSent(await sentOf(recorded));

/** Some runs put the collector below a path of their own; ours is called after the protocol. */
const withPrefix = (sdk: string, recorded: Recorded): Recorded => ({
  ...recorded,
  path: recorded.path.replace(/^\/(?:w\/app1|mp(?=\/track)|ingest(?=\/v1))(?=\/)/, `/${sdk.split('-')[0]}`),
});

const SDKS = [
  'posthog-js',
  'posthog-node',
  'posthog-js-1.200.2',
  'posthog-js-1.57.4',
  'posthog-js-1.20.4',
  'segment-analytics-node',
  'segment-analytics-next',
  'mixpanel-browser',
  'mixpanel-node',
  'amplitude-analytics-browser',
  'amplitude-analytics-node',
  'rudderstack-analytics-js',
  'rudder-sdk-node',
  'openpanel-web',
  'plausible-tracker',
  'umami-node',
  'matomo-tracker',
  'snowplow-browser-tracker',
  'snowplow-node-tracker',
  'countly-sdk-web',
];

/** Scripts for pages without a bundler, and a path that the recording's author made up. */
const UNCLAIMED = /analytics-min-j|GET-libs-mixpanel-recorder|^custom-path__/;

/** The paths that recordings of the screen come by. */
const REPLAY = /^(\/posthog)?\/(s|record|sessions\/v2\/track)\/?$/;

describe.skipIf(!existsSync(CAPTURES))(`recordings in ${CAPTURES} (skipped where absent)`, () => {
  test.each(SDKS)('%s: every request is understood, every event is taken, none refused', async (sdk) => {
    let requests = 0;
    let total = 0;
    for (const raw of recordings(sdk)) {
      const recorded = withPrefix(sdk, raw);
      if (UNCLAIMED.test(recorded.file)) continue;
      requests += 1;
      expect(
        findRoute(recorded.method, recorded.path),
        `${recorded.file}: ${recorded.method} ${recorded.path}`,
      ).toBeDefined();
      const { events, rejects } = await decodeRecorded(recorded);
      for (const event of events) canonicalEventSchema.parse(event);
      const expected = recorded.method === 'POST' ? expectedEvents(recorded) : undefined;
      const nobodys = expected?.filter(saysNobody).length ?? 0;
      expect(rejects, recorded.file).toHaveLength(nobodys);
      if (expected !== undefined) expect(events.length, recorded.file).toBe(expected.length - nobodys);
      total += events.length;
    }
    // Of some SDKs a few requests were recorded.
    expect(requests).toBeGreaterThan(1);
    expect(total).toBeGreaterThan(1);
  });

  test('the main run of the browser SDK, event by event', async () => {
    const seen: string[] = [];
    for (const recorded of recordings('posthog-js').filter(({ file }) => file.startsWith('main__'))) {
      for (const { event, kind, user_id, anonymous_id } of (await decodeRecorded(recorded)).events) {
        seen.push(
          `${event} ${kind} ${user_id === undefined ? '' : 'user'}${anonymous_id === undefined ? '' : 'anonymous'}`.trim(),
        );
      }
    }
    expect(seen).toContain('$pageview page anonymous');
    expect(seen).toContain('$identify identify useranonymous');
    expect(seen).toContain('$create_alias alias user');
    expect(seen).toContain('$groupidentify group user');
    expect(seen).toContain('$autocapture click anonymous');
  });

  test('the main run of Mixpanel in a browser: who is who, and what people did', async () => {
    const identity: string[] = [];
    const kinds = new Set<string>();
    for (const recorded of recordings('mixpanel-browser').filter(({ file }) => file.startsWith('main__'))) {
      for (const { event, kind, user_id, anonymous_id } of (await decodeRecorded(recorded)).events) {
        kinds.add(`${event} ${kind}`);
        const device = anonymous_id?.slice(0, '$device:df2d'.length) ?? '-';
        const who = `${user_id ?? '-'} on ${device}`;
        if (kind !== 'group' && identity.at(-1) !== who) identity.push(who);
      }
    }
    // A deleted profile is user-1's, but it was sent when the alias had become the user's name.
    expect(identity).toEqual([
      '- on $device:df2d',
      'user-1 on $device:df2d',
      'user-1-alias on $device:df2d',
      '- on $device:337c',
    ]);
    expect([...kinds]).toEqual(
      expect.arrayContaining([
        '$mp_web_page_view page',
        '$mp_click click',
        '$mp_submit form',
        '$mp_input_change form',
        '$mp_page_leave ping',
        '$identify identify',
        '$create_alias alias',
        '$set person',
        '$group group',
        '$experiment_started flag',
        'Order Completed custom',
      ]),
    );
  });

  test('the main run of Amplitude in a browser: who is who, and in which session', async () => {
    const identity: string[] = [];
    for (const recorded of recordings('amplitude-analytics-browser').filter(({ file }) => file.startsWith('main__'))) {
      for (const { user_id, anonymous_id, session_id } of (await decodeRecorded(recorded)).events) {
        const who = `${user_id ?? '-'} on ${anonymous_id?.slice(0, 4)} in ${session_id}`;
        if (user_id !== 'override' && identity.at(-1) !== who) identity.push(who);
      }
    }
    expect(identity).toEqual([
      '- on 9d66 in 1795310888117',
      'user-1 on 9d66 in 1795310888117',
      '- on d1e5 in 1795310888117',
      // The old session ends under the id that it began with.
      '- on 9d66 in 1795310888117',
      '- on d1e5 in 1795310913192',
    ]);
  });

  test('the main run of RudderStack in a browser: whose requests they are, and who is who', async () => {
    const identity: string[] = [];
    for (const recorded of recordings('rudderstack-analytics-js').filter(({ file }) => file.startsWith('main__'))) {
      for (const { source, user_id, anonymous_id, session_id } of (await decodeRecorded(recorded)).events) {
        expect(source).toBe('rudderstack');
        const who = `${user_id ?? '-'} on ${anonymous_id?.slice(0, 4)} in ${session_id ?? '-'}`;
        if (identity.at(-1) !== who) identity.push(who);
      }
    }
    expect(identity).toEqual([
      '- on 8cdf in 1795311077298',
      // One call names another anonymous id for itself alone.
      '- on anon in 1795311077298',
      '- on 8cdf in 1795311077298',
      'user-1 on 8cdf in 1795311077298',
      // Two aliases, after which the SDK goes on as before.
      'user-1-new on 8cdf in 1795311077298',
      'user-3 on 8cdf in 1795311077298',
      'user-1 on 8cdf in 1795311077298',
      'user-1 on 8cdf in 1234567890123',
      'user-1 on 8cdf in -',
      'user-1 on anon in -',
      '- on 5894 in -',
      '- on 5894 in 1795311086609',
    ]);
  });

  test('the main run of Snowplow in a browser: who is who, and in which session', async () => {
    const identity: string[] = [];
    const kinds = new Set<string>();
    for (const recorded of recordings('snowplow-browser-tracker').filter(({ file }) => file.startsWith('main__'))) {
      for (const { event, kind, user_id, anonymous_id, session_id } of (await decodeRecorded(recorded)).events) {
        kinds.add(`${event} ${kind}`);
        const device = session_id === undefined ? 'nobody' : anonymous_id?.slice(0, 4);
        const who = `${user_id ?? '-'} on ${device} in ${session_id?.slice(0, 4) ?? '-'}`;
        if (identity.at(-1) !== who) identity.push(who);
      }
    }
    expect(identity).toEqual([
      '- on a7e4 in 040d',
      'user-1 on a7e4 in 040d',
      'user-1 on a7e4 in 556b',
      // Anonymous tracking.
      '- on nobody in -',
      '- on 3d2a in fa5d',
    ]);
    expect([...kinds]).toEqual(
      expect.arrayContaining([
        'page_view page',
        'page_ping ping',
        'add custom',
        'order custom',
        'button_click click',
        'link_click click',
        'change_form form',
        'submit_form form',
      ]),
    );
  });

  test('the main run of Countly in a browser: who is who, and what was said of people', async () => {
    const identity: string[] = [];
    const kinds = new Set<string>();
    const operations: unknown[] = [];
    for (const recorded of recordings('countly-sdk-web').filter(({ file }) => file.startsWith('main__'))) {
      for (const { event, kind, user_id, anonymous_id, properties } of (await decodeRecorded(recorded)).events) {
        kinds.add(`${event} ${kind}`);
        if (kind === 'person') operations.push(properties);
        const who = `${user_id ?? '-'} on ${anonymous_id?.slice(0, 4) ?? '-'}`;
        if (identity.at(-1) !== who) identity.push(who);
      }
    }
    expect(identity).toEqual([
      '- on f42a',
      'user-1 on f42a',
      'user-1 on -',
      // Merged into another user's id, then changed without a merge.
      'user-2 on -',
      'user-3 on -',
    ]);
    expect(operations).toMatchObject([
      { $set: { name: 'U', email: 'u@example.com', plan: 'pro' } },
      {
        $set: { k: 'v' },
        $set_once: { first: 'x' },
        $add: { n: 5 },
        $append: { arr: ['a'] },
        $remove: { arr: ['b'] },
        $unset: ['gone'],
      },
    ]);
    expect([...kinds]).toEqual(
      expect.arrayContaining([
        'begin_session session',
        'end_session session',
        'session_duration ping',
        '[CLY]_view page',
        '[CLY]_view_end ping',
        '[CLY]_action click',
        '[CLY]_action scroll',
        'formSubmit form',
        'linkClick click',
        'crash error',
        'identify identify',
        'alias alias',
        'attribution custom',
        'Order Completed custom',
      ]),
    );
  });

  test.each([
    ['posthog-js', 12],
    ['posthog-js-1.200.2', 3],
    ['posthog-js-1.57.4', 3],
    ['mixpanel-browser', 4],
    ['amplitude-analytics-browser', 2],
  ])('%s: every piece of a recording is taken', async (sdk, least) => {
    let pieces = 0;
    for (const recorded of recordings(sdk)) {
      if (recorded.method !== 'POST' || !REPLAY.test(recorded.path) || recorded.body_base64 === '') continue;
      const decoded = await decodeRecorded(recorded);
      expect(decoded.rejects, recorded.file).toEqual([]);
      expect(decoded.recordings?.length, recorded.file).toBeGreaterThan(0);
      for (const chunk of decoded.recordings ?? []) recordingChunkSchema.parse(chunk);
      pieces += decoded.recordings?.length ?? 0;
    }
    expect(pieces).toBeGreaterThanOrEqual(least);
  });

  test('OpenPanel’s recordings come among its events', async () => {
    const all = await Promise.all(
      recordings('openpanel-web').map((raw) => decodeRecorded(withPrefix('openpanel-web', raw))),
    );
    expect(all.flatMap(({ recordings: pieces = [] }) => pieces).length).toBeGreaterThan(3);
  });
});
