import { beforeAll, describe, expect, test } from 'vitest';
import { canonicalEventSchema, type CanonicalEvent } from '../../../shared/model/event';
import { generateSample, SAMPLE_OPTIONS } from '../../../shared/sample/generate';

const SMALL = { seed: 11, lastDay: '2026-03-31', persons: 60, days: 30 };

/** The person behind an event, which the sample's ids tell. */
const personOf = ({ event_id }: CanonicalEvent): string => event_id.split('-').slice(0, 3).join('-');

const groupBy = <T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
};

describe('a small sample', () => {
  const events = generateSample(SMALL);

  test('is the same each time and another with another seed', () => {
    expect(JSON.stringify(generateSample(SMALL))).toBe(JSON.stringify(events));
    expect(JSON.stringify(generateSample({ ...SMALL, seed: 12 }))).not.toBe(JSON.stringify(events));
  });

  test('holds nothing but canonical events, each once, in order', () => {
    for (const event of events) expect(canonicalEventSchema.safeParse(event).error).toBeUndefined();
    expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(events.length);
    const times = events.map(({ timestamp }) => timestamp);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test('lies within its days', () => {
    expect(events[0]?.timestamp).toBeGreaterThanOrEqual(Date.parse('2026-03-02T00:00Z'));
    expect(events.at(-1)?.timestamp).toBeLessThan(Date.parse('2026-04-01T00:00Z'));
  });
});

describe('the sample that the workbench loads', () => {
  let events: CanonicalEvent[];
  let people: CanonicalEvent[][];
  beforeAll(() => {
    events = generateSample(SAMPLE_OPTIONS);
    const byPerson = new Map<string, CanonicalEvent[]>();
    for (const event of events) {
      const own = byPerson.get(personOf(event));
      if (own === undefined) byPerson.set(personOf(event), [event]);
      else own.push(event);
    }
    people = [...byPerson.values()];
  });

  const reached = (own: readonly CanonicalEvent[], steps: readonly string[]): number => {
    let done = 0;
    for (const { event } of own) if (event === steps[done]) done += 1;
    return done;
  };
  const share = (group: readonly CanonicalEvent[][], event: string): number =>
    group.filter((own) => own.some((one) => one.event === event)).length / group.length;

  test('has about 2,000 people, 60 days and 80 to 150 thousand events', () => {
    expect(people.length).toBeGreaterThan(1900);
    expect(people.length).toBeLessThanOrEqual(2000);
    expect(events.length).toBeGreaterThan(80_000);
    expect(events.length).toBeLessThan(150_000);
    expect(new Set(events.map(({ timestamp }) => Math.floor(timestamp / 86_400_000))).size).toBe(60);
  });

  test('narrows from visit to payment', () => {
    const steps = ['$pageview', 'signed up', 'onboarding completed', 'project created', 'subscription started'];
    const counts = steps.map((_, step) => people.filter((own) => reached(own, steps) > step).length);
    for (const [step, count] of counts.entries()) expect(count).toBeLessThanOrEqual(counts[step - 1] ?? count);
    expect(counts[1]).toBeGreaterThan(500);
    expect(counts[4]).toBeGreaterThan(80);
    expect((counts[4] ?? 0) / (counts[0] ?? 1)).toBeLessThan(0.15);
  });

  test('has anonymous-to-known journeys, some late, some on several devices', () => {
    const identified = people.filter((own) => own.some(({ kind }) => kind === 'identify'));
    expect(identified.length).toBeGreaterThan(500);
    const anonymousFirst = identified.filter(
      (own) => own[0]?.anonymous_id !== undefined && own[0].user_id === undefined,
    );
    expect(anonymousFirst.length).toBeGreaterThan(500);
    const severalDevices = identified.filter(
      (own) => new Set(own.flatMap(({ kind, anonymous_id }) => (kind === 'identify' ? [anonymous_id] : []))).size > 1,
    );
    expect(severalDevices.length).toBeGreaterThan(50);
    const late = identified.filter((own) => {
      const identify = own.findIndex(({ kind }) => kind === 'identify');
      const signup = own.findIndex(({ event }) => event === 'signed up');
      return signup >= 0 && (own[identify]?.timestamp ?? 0) - (own[signup]?.timestamp ?? 0) > 3_600_000;
    });
    expect(late.length).toBeGreaterThan(20);
  });

  test('never gives one device to two people', () => {
    const owners = groupBy(
      events.filter(({ anonymous_id }) => anonymous_id !== undefined),
      ({ anonymous_id }) => anonymous_id ?? '',
    );
    for (const own of owners.values()) expect(new Set(own.map(personOf)).size).toBe(1);
  });

  test('tells the stories that were planted', () => {
    const newcomers = people.filter((own) => own.some(({ event }) => event === 'signed up'));
    const versionOf = (own: CanonicalEvent[]): unknown =>
      own.find(({ event }) => event === 'signed up')?.properties['app_version'];
    const onboarded = (version: string): number =>
      share(
        newcomers.filter((own) => versionOf(own) === version),
        'onboarding completed',
      );
    expect(onboarded('2.4.0')).toBeGreaterThan(onboarded('2.3.0') + 0.08);
    const rageClicks = events.filter(({ event }) => event === '$rageclick');
    const afterRelease = rageClicks.filter(({ properties }) => properties['app_version'] === '2.5.0');
    expect(afterRelease.length).toBeGreaterThan(rageClicks.length / 2);
    const firstDevice = (own: CanonicalEvent[]): unknown => own[0]?.properties['$device_type'];
    const desktop = people.filter((own) => firstDevice(own) === 'Desktop');
    const handheld = people.filter((own) => firstDevice(own) !== 'Desktop');
    expect(share(desktop, 'signed up')).toBeGreaterThan(share(handheld, 'signed up') + 0.1);
  });

  test('rests at weekends and carries companies, campaigns and vitals', () => {
    const isWeekend = ({ timestamp }: CanonicalEvent): boolean => [0, 6].includes(new Date(timestamp).getUTCDay());
    expect(events.filter(isWeekend).length / events.length).toBeLessThan(0.15);
    expect(events.some(({ groups }) => groups['company'] !== undefined)).toBe(true);
    expect(events.some(({ properties }) => properties['utm_campaign'] === 'spring-launch')).toBe(true);
    expect(new Set(events.map(({ kind }) => kind))).toEqual(
      new Set(['page', 'click', 'form', 'vitals', 'error', 'identify', 'custom']),
    );
    expect(new Set(events.map(({ source }) => source))).toEqual(new Set(['sample']));
  });
});
