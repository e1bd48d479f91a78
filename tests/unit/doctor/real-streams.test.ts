/** The rules over the sample product and over what real SDKs were recorded to send: only what is truly there. */
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Examination } from '../../../shared/doctor/examination';
import type { CanonicalEvent } from '../../../shared/model/event';
import { generateSample, SAMPLE_OPTIONS } from '../../../shared/sample/generate';
import { CAPTURES, type Recorded, recordings, sentOf } from '../../support/recordings';
import { decodeSent } from '../../support/wire';

it('finds in the sample product what was planted in it, and nothing else', () => {
  const examination = new Examination();
  const events = generateSample({ ...SAMPLE_OPTIONS, persons: 600 });
  for (const [eid, event] of events.entries()) examination.show({ ...event, eid });
  const findings = examination.book.findings();
  expect(findings.map(({ id }) => id)).toEqual(['late-identify:signed up']);
  // Those who are identified days later, not those who are identified in one go with signing up.
  const signUps = events.filter(({ event }) => event === 'signed up').length;
  const share = (findings[0]?.count ?? 0) / signUps;
  expect(share).toBeGreaterThan(0.01);
  expect(share).toBeLessThan(0.15);
});

/**
 * What the recorded scripts really did wrong, and it was meant: forty names with a number, another user without a reset,
 * ids of one letter, times of last year, forms whose fields are sent, an alias that is taken or names nobody. Skew is
 * left out: all is replayed at one time.
 */
const TRULY_THERE: Readonly<Record<string, readonly string[]>> = {
  'amplitude-analytics-browser': ['id-in-name:bulk {id}', 'no-reset:amplitude · amplitude-ts'],
  'amplitude-analytics-node': ['vendor-limit:short ids'],
  'countly-sdk-web': ['personal-data:formSubmit · input:email'],
  'mixpanel-browser': ['vendor-limit:custom insert · age'],
  'posthog-js': ['no-reset:posthog · web'],
  'rudderstack-analytics-js': ['alias-misuse:rudderstack · RudderLabs JavaScript SDK: of two users'],
  'segment-analytics-next': ['alias-misuse:segment · analytics.js: of nobody'],
  'snowplow-browser-tracker': ['personal-data:change_form · value', 'personal-data:submit_form · elements[].value'],
};

describe.skipIf(!existsSync(CAPTURES))('recorded SDKs', () => {
  const sdks = existsSync(CAPTURES) ? readdirSync(CAPTURES).filter((name) => !name.includes('.')) : [];
  it.each(sdks)('%s', async (sdk) => {
    const scenes = new Map<string, { readonly examination: Examination; readonly seen: Set<string> }>();
    for (const recorded of recordings(sdk)) {
      // `scene__001-what-was-sent.json`: each scene was a browser of its own.
      const name = recorded.file.split('__')[0] ?? '';
      const scene = scenes.get(name) ?? { examination: new Examination(), seen: new Set<string>() };
      scenes.set(name, scene);
      for (const event of await eventsOf(recorded)) {
        // The store keeps one of each id; so does this.
        if (scene.seen.has(event.event_id)) continue;
        scene.seen.add(event.event_id);
        scene.examination.show({ ...event, eid: scene.seen.size - 1 });
      }
    }
    const ids = [...scenes.values()].flatMap(({ examination }) => examination.book.findings().map(({ id }) => id));
    const found = [...new Set(ids)].filter((id) => !id.startsWith('clock-skew:')).sort();
    expect(found).toEqual([...(TRULY_THERE[sdk] ?? [])].sort());
  });
});

async function eventsOf(recorded: Recorded): Promise<readonly CanonicalEvent[]> {
  try {
    return decodeSent(await sentOf(recorded)).events;
  } catch (error) {
    // Paths with a prefix of the recorder's own, and files that are only fetched.
    if (String(error).includes('nobody claims')) return [];
    throw error;
  }
}
