/** Recorded requests with something wrong in them: decoders never throw, and what is still good is never lost. */
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalEventSchema, type CanonicalEvent } from '../../../shared/model/event';
import { isJsonObject, type Json } from '../../../shared/model/json';
import { findRoute } from '../../../shared/protocols/registry';
import { CAPTURES, recordings, sentOf } from '../../support/recordings';
import { runs } from '../../support/runs';
import { decodeSent, type Sent } from '../../support/wire';

const SDKS = [
  'posthog-js',
  'posthog-node',
  'segment-analytics-next',
  'segment-analytics-node',
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
  'opentelemetry-logs',
];
/** Recordings of the screen are large, and are not read. */
const LARGE = 30_000;
/** Requests for each SDK, evenly out of all it sent. */
const MOST = 12;

type Body = Sent & { readonly body: string };

async function someOf(sdk: string): Promise<readonly [Body, ...Body[]]> {
  const usable = recordings(sdk).filter(({ method, path }) => findRoute(method, path) !== undefined);
  const sent = (await Promise.all(usable.map(sentOf))).filter(({ body }) => body !== '' && body.length < LARGE);
  const step = Math.max(1, Math.floor(sent.length / MOST));
  const [first, ...others] = sent.filter((_, index) => index % step === 0);
  if (first === undefined) throw new Error(`there is nothing usable of ${sdk}`);
  return [first, ...others];
}

/** A cut, a foreign piece, or both, at any place of a text. */
const wounds = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 40 })),
  piece: fc.oneof(
    fc.constantFrom('', '"', '{', '[]', 'null', '1e999', '-0', ',', '\\ud800', '"__proto__":{"x":1},', '\u0000'),
    fc.string({ unit: 'binary', maxLength: 5 }),
  ),
});

function wounded(text: string, { at, cut, piece }: { at: number; cut: number; piece: string }): string {
  const place = Math.floor(at * text.length);
  return text.slice(0, place) + piece + text.slice(place + cut);
}

/** Where the items of a batch stand, and how to send others in their place. */
function batchOf(
  body: string,
): { items: readonly Json[]; withItems: (items: readonly unknown[]) => unknown } | undefined {
  // Countly's are forms.
  if (!/^[[{]/.test(body)) return undefined;
  const parsed = JSON.parse(body) as Json;
  if (Array.isArray(parsed)) return { items: parsed, withItems: (items) => items };
  if (!isJsonObject(parsed)) return undefined;
  for (const key of ['batch', 'events', 'data', 'requests']) {
    const items = parsed[key];
    if (Array.isArray(items)) return { items, withItems: (others) => ({ ...parsed, [key]: others }) };
  }
  return undefined;
}

const JUNK: readonly unknown[] = [7, null, 'x', [], {}, [[]], { event: '' }, { type: 'nothing' }];

/** An event without what is given to it anew each time. */
const gist = ({ event, kind, distinct_id, properties }: CanonicalEvent): unknown => [
  event,
  kind,
  distinct_id,
  properties,
];

describe.skipIf(!existsSync(CAPTURES))(`mutations of ${CAPTURES} (skipped where absent)`, () => {
  test.each(SDKS)('%s: whatever is broken in a body, nothing throws and every event is valid', async (sdk) => {
    const requests = await someOf(sdk);
    fc.assert(
      fc.property(fc.constantFrom(...requests), fc.array(wounds, { minLength: 1, maxLength: 3 }), (sent, all) => {
        const { events, rejects, answer } = decodeSent({ ...sent, body: all.reduce(wounded, sent.body) });
        for (const event of events) canonicalEventSchema.parse(event);
        for (const { message } of rejects) expect(message.length).toBeGreaterThan(10);
        expect([200, 202, 400]).toContain(answer.status);
      }),
      runs(300),
    );
  });

  test.each(SDKS)('%s: junk among the events of a batch costs none of them', async (sdk) => {
    const requests = await someOf(sdk);
    let batches = 0;
    for (const sent of requests) {
      const batch = batchOf(sent.body);
      const good = decodeSent(sent);
      // A list that holds no events is a recording.
      if (batch === undefined || good.events.length === 0) continue;
      batches += 1;
      fc.assert(
        fc.property(fc.array(fc.tuple(fc.nat(), fc.constantFrom(...JUNK)), { minLength: 1, maxLength: 4 }), (all) => {
          const items: unknown[] = [...batch.items];
          for (const [place, junk] of all) items.splice(place % (items.length + 1), 0, junk);
          const { events, rejects } = decodeSent({ ...sent, body: batch.withItems(items) });
          expect(events.map(gist)).toEqual(good.events.map(gist));
          expect(rejects).toHaveLength(good.rejects.length + all.length);
        }),
        runs(30),
      );
    }
    // OpenPanel sends one message at a time, and others may within what was picked.
    if (/(?<!umami-)node|amplitude|mixpanel-browser|matomo|snowplow/.test(sdk)) expect(batches).toBeGreaterThan(0);
  });
});
