/**
 * Sessions that others published, cut by our rules. The files are not part of this repository: where `../shared/data`
 * is absent those tests are skipped; the restated case at the end always runs.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, type SessionSettings } from '../../../shared/model/settings';
import { stitchSettings } from '../../../shared/sessions/settings';
import { stitchSessions } from '../../../shared/sessions/stitch';
import { kindCode } from '../../../shared/sessions/traits';

const DATA = join(import.meta.dirname, '../../../../shared/data');
const present = existsSync(DATA);
if (!present) console.warn('Skipped: ../shared/data is not here, so published sessions were not reproduced.');

interface Seen {
  readonly person: string;
  readonly time: number;
  readonly hint?: string;
}

/** How many sessions the events make. */
function sessionsOf(events: readonly Seen[], settings: Partial<SessionSettings> = {}): number {
  const people = [...new Set(events.map(({ person }) => person))];
  const hints = [...new Set(events.map(({ hint }) => hint))];
  const indexOf = new Map(people.map((person, index) => [person, index]));
  const hintOf = new Map(hints.map((hint, index) => [hint, index]));
  const ordered = events
    .map((event) => ({ ...event, owner: indexOf.get(event.person) ?? 0 }))
    .sort((a, b) => a.owner - b.owner || a.time - b.time);
  const offsets = new Uint32Array(people.length + 1);
  for (const { owner } of ordered) offsets[owner + 1] = (offsets[owner + 1] ?? 0) + 1;
  for (let i = 0; i < people.length; i++) offsets[i + 1] = (offsets[i + 1] ?? 0) + (offsets[i] ?? 0);
  const input = {
    persons: people.length,
    offsets,
    time: Float64Array.from(ordered, ({ time }) => time),
    eid: Uint32Array.from(ordered.keys()),
    traits: new Uint8Array(ordered.length).fill(kindCode('page')),
    hints: Int32Array.from(ordered, ({ hint }) => (hint === undefined ? -1 : (hintOf.get(hint) ?? -1))),
    pages: new Int32Array(ordered.length).fill(-1),
  };
  const rules = stitchSettings({ ...DEFAULT_SETTINGS.sessions, ...settings }, 'UTC');
  return stitchSessions(input, rules, new Int32Array(ordered.length)).sessions.length;
}

/** Persons who come back to a session id after another one. */
function cookiesWithInterleavedVisits(events: readonly Seen[]): ReadonlySet<string> {
  const last = new Map<string, string | undefined>();
  const left = new Set<string>();
  const found = new Set<string>();
  for (const { person, hint } of events.slice().sort((a, b) => a.time - b.time)) {
    const before = last.get(person);
    if (before !== hint) {
      if (left.has(`${person} ${hint ?? ''}`)) found.add(person);
      left.add(`${person} ${before ?? ''}`);
      last.set(person, hint);
    }
  }
  return found;
}

const DAY = { value: 24, unit: 'hour' } as const;

describe.skipIf(!present)('published data sets', () => {
  it('clique-bait: 3,564 visits by the shop’s own visit id', () => {
    const lines = readFileSync(join(DATA, 'clique-bait/events.csv'), 'utf8').trim().split('\n').slice(1);
    const events = lines.map((line): Seen => {
      const [hint = '', person = '', , , , at = ''] = line.split(',');
      return { person, hint, time: Date.parse(`${at.trim().slice(0, 23).replace(' ', 'T')}Z`) };
    });
    expect(events).toHaveLength(32_734);
    expect(new Set(events.map(({ hint }) => hint)).size).toBe(3_564);
    // 13 times two visits of one cookie run at once (two tabs): each change between them is a new session by our rule,
    // 97 more than there are visits. Cookies whose visits follow each other come out exactly.
    expect(sessionsOf(events, { timeout: DAY })).toBe(3_661);
    const interleaved = cookiesWithInterleavedVisits(events);
    const plain = events.filter(({ person }) => !interleaved.has(person));
    expect(interleaved.size).toBeLessThanOrEqual(13);
    expect(sessionsOf(plain, { timeout: DAY })).toBe(new Set(plain.map(({ hint }) => hint)).size);
  });

  it('sparkify: 1,064 pairs of a user and a session id', () => {
    const rows = readFileSync(join(DATA, 'sparkify-logs/events.jsonl'), 'utf8').trim().split('\n');
    const events = rows.map((row): Seen => {
      const { userId, sessionId, ts } = JSON.parse(row) as { userId: string; sessionId: number; ts: number };
      return { person: userId, hint: String(sessionId), time: ts };
    });
    expect(new Set(events.map(({ hint }) => hint)).size).toBe(941);
    expect(new Set(events.map(({ person, hint }) => `${person} ${hint ?? ''}`)).size).toBe(1_064);
    expect(
      sessionsOf(
        events.filter(({ person }) => person !== ''),
        { timeout: DAY },
      ),
    ).toBe(
      new Set(events.filter(({ person }) => person !== '').map(({ person, hint }) => `${person} ${hint ?? ''}`)).size,
    );
  });
});

describe('segment’s dbt package (dbt-labs/segment, inactivity cutoff 30 * 60 s)', () => {
  const at = (seconds: number): Seen => ({ person: 'ana', time: seconds * 1000 });
  it('goes on after exactly the cutoff and begins anew a moment later', () => {
    expect(sessionsOf([at(0), at(1_800)])).toBe(1);
    expect(sessionsOf([at(0), at(1_800.001)])).toBe(2);
  });
});

describe('duckdb-behavioral’s sessionize (gap of 30 minutes, per user)', () => {
  const at = (person: string, ...minutes: number[]): Seen[] =>
    minutes.map((minute) => ({ person, time: minute * 60_000 }));
  it('five events with a pause of 1 h 50 min are two sessions, one event is one', () => {
    expect(sessionsOf(at('1', 0, 5, 10, 120, 125))).toBe(2);
    expect(sessionsOf(at('1', 0))).toBe(1);
  });
  it('users do not share sessions', () => {
    expect(sessionsOf([...at('1', 0, 5, 10, 120, 125), ...at('2', 6, 11)])).toBe(3);
  });
});
