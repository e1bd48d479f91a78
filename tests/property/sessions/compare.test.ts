/** What a preview tells of sessions under other settings is what stitching them and looking at both tables tells. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SentSequences } from '../../../electron/engine/folds/messages';
import { type BlockFile, RangesFolder } from '../../../electron/engine/ranges/block-file';
import { EVENT_LAYOUT, type StoredColumns } from '../../../electron/engine/ranges/events';
import { Pieces } from '../../../electron/engine/ranges/pieces';
import { GrowingCodes } from '../../../electron/engine/sequences/growing-codes';
import { finish } from '../../../electron/engine/sequences/cooperate';
import { type Described, describeSessions } from '../../../electron/engine/sessions/compare';
import { lookUpInSteps, type Lookups } from '../../../electron/engine/sessions/extend';
import type { EventKind } from '../../../shared/model/event';
import { SPLIT_REASONS } from '../../../shared/model/session';
import type { Sequences } from '../../../shared/model/sequences';
import { BOUNCE_RULES, DEFAULT_SETTINGS, type SessionSettings } from '../../../shared/model/settings';
import { stitchSettings } from '../../../shared/sessions/settings';
import { stitchSessions, type Stitched } from '../../../shared/sessions/stitch';
import { kindCode, TRAIT_RAGE, TRAIT_SERVER } from '../../../shared/sessions/traits';
import { runs } from '../../support/runs';

const MINUTE = 60_000;
const ZONE = 'Europe/Berlin';

interface Drawn {
  readonly gap: number;
  readonly kind: EventKind;
  readonly server: boolean;
  readonly rage: boolean;
  readonly page: number;
  readonly hint: number;
  readonly campaign: number;
}

const gap = fc.oneof(
  fc.constantFrom(0, 1, 10 * MINUTE, 30 * MINUTE, 30 * MINUTE + 1),
  fc.integer({ min: 0, max: 90 * MINUTE }),
  fc.constant(13 * 60 * MINUTE),
);
const mixed: fc.Arbitrary<Drawn> = fc.record({
  gap,
  kind: fc.constantFrom<EventKind[]>('click', 'form', 'error', 'custom', 'vitals', 'screen', 'page'),
  server: fc.boolean(),
  rage: fc.boolean(),
  page: fc.integer({ min: -1, max: 2 }),
  hint: fc.constantFrom(-1, -1, -1, 0, 1),
  campaign: fc.constantFrom(-1, -1, 0, 1),
});
const plain: fc.Arbitrary<Drawn> = gap.map((ms) => ({
  gap: ms,
  kind: 'custom',
  server: false,
  rage: false,
  page: -1,
  hint: -1,
  campaign: -1,
}));
const persons = fc.oneof(
  fc.array(fc.array(fc.oneof(plain, mixed), { maxLength: 12 }), { maxLength: 5 }),
  fc.array(fc.array(plain, { maxLength: 12 }), { maxLength: 5 }),
);

const settings: fc.Arbitrary<SessionSettings> = fc
  .record({
    timeout: fc.constantFrom(10, 30, 1440).map((value) => ({ value, unit: 'minute' as const })),
    honourSdkSessions: fc.boolean(),
    midnight: fc.constantFrom(false, false, true),
    campaignChange: fc.constantFrom(false, false, true),
    bounce: fc.constantFrom(...BOUNCE_RULES),
  })
  .map((rules) => ({ ...DEFAULT_SETTINGS.sessions, ...rules }));

function codesOf(codes: readonly number[]): GrowingCodes['values'] {
  const growing = new GrowingCodes(undefined, 'shared');
  growing.reserve(codes.length);
  for (const [eid, code] of codes.entries()) if (code >= 0) growing.put(eid, code);
  return growing.values;
}

/** Events whose numbers are in another order than their positions. */
function lay(drawn: readonly (readonly Drawn[])[]): { events: Omit<Sequences, 'session'>; lookups: Lookups } {
  const flat = drawn.flat();
  const { length } = flat;
  const offsets = new Uint32Array(drawn.length + 1);
  const time = new Float64Array(length);
  let position = 0;
  for (const [person, list] of drawn.entries()) {
    let at = Date.UTC(2026, 2, 28, 20);
    for (const event of list) time[position++] = at += event.gap;
    offsets[person + 1] = position;
  }
  const byEid = [...flat].reverse();
  const eid = Uint32Array.from(flat, (_, place) => length - 1 - place);
  return {
    events: { persons: drawn.length, length, offsets, time, name: new Int32Array(length), eid },
    lookups: {
      traits: Uint8Array.from(
        byEid,
        ({ kind, server, rage }) => kindCode(kind) + (server ? TRAIT_SERVER : 0) + (rage ? TRAIT_RAGE : 0),
      ),
      hints: codesOf(byEid.map(({ hint }) => hint)),
      pages: codesOf(byEid.map(({ page }) => page)),
      campaigns: codesOf(byEid.map(({ campaign }) => campaign)),
    },
  };
}

type Laid = ReturnType<typeof lay>;
const stitched = ({ events, lookups }: Laid, rules: SessionSettings): Stitched =>
  stitchSessions(
    { ...events, ...finish(lookUpInSteps(lookups, events.eid)) },
    stitchSettings(rules, ZONE),
    new Int32Array(events.length),
  );

const beginnings = ({ sessions }: Stitched, person: number): number[] =>
  [...sessions.first].filter((_, row) => sessions.person[row] === person);

let dir: string;
let file: BlockFile;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waymark-test-'));
  file = new RangesFolder(dir, 1 << 20).create();
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** The same events in a file, in blocks of so many persons. */
function inFile({ events, lookups }: Laid, session: Int32Array, personsPerBlock: number): SentSequences {
  const { offsets, persons, length, time, name, eid } = events;
  const { traits, hints, pages } = finish(lookUpInSteps(lookups, eid));
  const none = new Int32Array(length).fill(-1);
  const all = { time, name, session, eid, traits, hint: hints ?? none, page: pages ?? none, ids: name };
  const blocks = [];
  const pieces = [];
  for (let first = 0; first < persons; first += personsPerBlock) {
    const from = offsets[first] ?? 0;
    const to = offsets[Math.min(persons, first + personsPerBlock)] ?? 0;
    if (from === to) continue;
    pieces.push({ block: blocks.length, from: 0, length: to - from, shift: 0 });
    blocks.push(
      file.append(Object.fromEntries(Object.entries(all).map(([key, column]) => [key, column.slice(from, to)]))),
    );
  }
  const laid = Pieces.of<StoredColumns>({ layout: EVENT_LAYOUT, shifted: 'session', blocks }, pieces, []);
  return { persons, length, offsets, pieces: laid.data };
}

const sum = (parts: readonly Described[], of: (part: Described) => number): number =>
  parts.reduce((all, part) => all + of(part), 0);

const ascending = (a: number, b: number): number => a - b;

describe('describing the sessions of other settings', () => {
  it('says what the two tables say, however the persons are divided', () => {
    fc.assert(
      fc.property(persons, settings, settings, fc.constantFrom(1, 5, 1000), (drawn, now, other, perStretch) => {
        const laid = lay(drawn);
        const before = stitched(laid, now);
        const after = stitched(laid, other);
        const sequences = { ...laid.events, session: before.session };
        // Known only where it is so, and where nobody could ask for more.
        const allPlain = drawn.flat().every((event) => event.kind === 'custom' && !event.server && !event.rage);
        const { campaigns: _campaigns, ...lookups } = laid.lookups;
        const known =
          allPlain && lookups.hints.length === 0 && !other.campaignChange ? { ...lookups, allPlain } : laid.lookups;
        const cut = drawn.length >> 1;
        const parts = [
          { from: 0, to: cut },
          { from: cut, to: drawn.length },
        ].map((range) =>
          describeSessions(sequences, known, { sessions: other, timezone: ZONE }, range, () => false, perStretch),
        );
        const { length, start, end, bounce, reason } = after.sessions;
        expect(sum(parts, ({ sessions }) => sessions)).toBe(length);
        expect(parts.flatMap(({ durationSeconds }) => [...durationSeconds.values]).sort(ascending)).toEqual(
          Array.from(end, (at, row) => (at - (start[row] ?? NaN)) / 1000).sort(ascending),
        );
        expect(sum(parts, ({ bounces }) => bounces)).toBe(bounce.reduce((all, each) => all + each, 0));
        expect(SPLIT_REASONS.map((_, code) => sum(parts, ({ reasons }) => reasons[code] ?? NaN))).toEqual(
          SPLIT_REASONS.map((_, code) => reason.filter((each) => each === code).length),
        );
        expect(sum(parts, ({ personsChanged }) => personsChanged)).toBe(
          drawn.filter((_, person) => String(beginnings(before, person)) !== String(beginnings(after, person))).length,
        );
      }),
      runs(1_000),
    );
  });
});

describe('sessions of events in files', () => {
  it('are told of as those of events in memory', () => {
    fc.assert(
      fc.property(persons, settings, settings, fc.constantFrom(1, 5, 1000), (drawn, now, other, perStretch) => {
        const laid = lay(drawn);
        const { session } = stitched(laid, now);
        const range = { from: 0, to: drawn.length };
        const [held, filed] = [{ ...laid.events, session }, inFile(laid, session, 2)].map((sequences) =>
          describeSessions(
            sequences,
            laid.lookups,
            { sessions: other, timezone: ZONE },
            range,
            () => false,
            perStretch,
          ),
        );
        expect(filed).toEqual(held);
      }),
      runs(300),
    );
  });
});

describe('events that are but counted', () => {
  it('make the sessions that they make beside session ids that nobody has', () => {
    fc.assert(
      fc.property(fc.array(fc.array(plain, { maxLength: 12 }), { maxLength: 5 }), settings, (drawn, rules) => {
        const laid = lay(drawn);
        const quick = stitched(laid, rules);
        const { events, lookups } = laid;
        // With a column of ids every event is looked at one by one.
        const hints = new Int32Array(events.length).fill(-1);
        const slow = stitchSessions(
          { ...events, ...finish(lookUpInSteps(lookups, events.eid)), hints },
          stitchSettings(rules, ZONE),
          new Int32Array(events.length),
        );
        expect(quick).toEqual(slow);
      }),
      runs(1_000),
    );
  });
});
