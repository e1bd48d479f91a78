import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SPLIT_REASONS } from '../../../shared/model/session';
import { DEFAULT_SETTINGS } from '../../../shared/model/settings';
import { localMidnights } from '../../../shared/sessions/midnight';
import { stitchSettings } from '../../../shared/sessions/settings';
import { stitchSessions } from '../../../shared/sessions/stitch';
import { kindCode, TRAIT_SERVER } from '../../../shared/sessions/traits';
import { ORACLE_DEFAULTS, type OracleEvent, oracleSessions, type OracleSettings } from '../../support/oracles/sessions';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const HINTS = ['x', 'y'];
const CAMPAIGNS = ['spring', 'summer'];

const settings: fc.Arbitrary<OracleSettings> = fc.record({
  timeoutMs: fc.constantFrom(5 * MINUTE, 30 * MINUTE, 24 * HOUR),
  honourSdkSessions: fc.boolean(),
  // Clocks that change at 1:00, at midnight itself, by half an hour, and a calendar that left out a day.
  midnight: fc.constantFrom(
    undefined,
    'UTC',
    'Europe/Berlin',
    'America/Santiago',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Pacific/Apia',
  ),
  campaignChange: fc.boolean(),
});

const event = fc.record({
  gap: fc.oneof(
    fc.constantFrom(0, 1, 5 * MINUTE, 5 * MINUTE + 1, 30 * MINUTE - 1, 30 * MINUTE, 30 * MINUTE + 1, 29 * MINUTE),
    fc.integer({ min: 0, max: 60 * MINUTE }),
    fc.constantFrom(6 * HOUR, 23 * HOUR),
  ),
  hint: fc.constantFrom(undefined, undefined, ...HINTS),
  campaign: fc.constantFrom(undefined, undefined, undefined, ...CAMPAIGNS),
  server: fc.boolean(),
});
/** Without ids, campaigns and servers. */
const plainEvent = event.map(({ gap }) => ({ gap, hint: undefined, campaign: undefined, server: false }));

/** Around changes of the clocks in one of the zones above, and a plain evening. */
const start = fc.constantFrom(
  Date.UTC(2026, 0, 1, 22),
  Date.UTC(2026, 2, 28, 21),
  Date.UTC(2026, 9, 24, 20),
  Date.UTC(2026, 8, 5, 22),
  Date.UTC(2026, 3, 4, 23),
  Date.UTC(2011, 11, 29, 6),
);

function stitch(
  persons: readonly (readonly OracleEvent[])[],
  { timeoutMs, honourSdkSessions, midnight, campaignChange }: OracleSettings,
): { session: number[]; reasons: string[][] } {
  const events = persons.flat();
  const offsets = new Uint32Array(persons.length + 1);
  persons.forEach((list, person) => {
    offsets[person + 1] = (offsets[person] ?? 0) + list.length;
  });
  const code = (texts: readonly string[], text: string | undefined): number =>
    text === undefined ? -1 : texts.indexOf(text);
  const { session, sessions } = stitchSessions(
    {
      persons: persons.length,
      offsets,
      time: Float64Array.from(events, ({ time }) => time),
      eid: Uint32Array.from(events.keys()),
      traits: Uint8Array.from(events, ({ server }) => kindCode('custom') + (server ? TRAIT_SERVER : 0)),
      // As the engine does: where no event has one there is no column of them.
      ...(events.some(({ hint }) => hint !== undefined) && {
        hints: Int32Array.from(events, ({ hint }) => code(HINTS, hint)),
      }),
      pages: new Int32Array(events.length).fill(-1),
      campaigns: Int32Array.from(events, ({ campaign }) => code(CAMPAIGNS, campaign)),
    },
    stitchSettings(
      {
        ...DEFAULT_SETTINGS.sessions,
        timeout: { value: timeoutMs / 1000, unit: 'second' },
        honourSdkSessions,
        midnight: midnight !== undefined,
        campaignChange,
      },
      midnight ?? 'UTC',
    ),
    new Int32Array(events.length),
  );
  const reasons = persons.map((_, person) =>
    Array.from(sessions.reason)
      .filter((_reason, i) => sessions.person[i] === person)
      .map((reason) => SPLIT_REASONS[reason] ?? ''),
  );
  return { session: [...session], reasons };
}

describe('stitching', () => {
  it('agrees with the obvious way, person by person, under any settings', () => {
    fc.assert(
      fc.property(
        settings,
        start,
        fc.oneof(
          fc.array(fc.array(event, { maxLength: 14 }), { maxLength: 4 }),
          fc.array(fc.array(plainEvent, { maxLength: 14 }), { maxLength: 4 }),
        ),
        (rules, from, drawn) => {
          const persons = drawn.map((list) => {
            let time = from;
            return list.map(({ gap, hint, campaign, server }): OracleEvent => {
              time += gap;
              return {
                time,
                server,
                ...(hint === undefined ? {} : { hint }),
                ...(campaign === undefined ? {} : { campaign }),
              };
            });
          });
          const { session, reasons } = stitch(persons, rules);
          let before = 0;
          let position = 0;
          for (const [person, list] of persons.entries()) {
            const expected = oracleSessions(list, rules);
            const got = session.slice(position, position + list.length);
            expect(got).toEqual(expected.session.map((index) => (index === undefined ? -1 : index + before)));
            expect(reasons[person]).toEqual(expected.reasons);
            before += expected.reasons.length;
            position += list.length;
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('splits a visit that never rests after 24 hours', () => {
    const events = Array.from({ length: 100 }, (_, i): OracleEvent => ({ time: i * 20 * MINUTE, server: false }));
    const { session, reasons } = stitch([events], ORACLE_DEFAULTS);
    expect(reasons).toEqual([['first', 'maxLength']]);
    expect(session.indexOf(1)).toBe(73);
  });
});

describe('local midnights', () => {
  it('come where the date on the wall changes, and only there', () => {
    const zones = ['Europe/Berlin', 'America/Santiago', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.array(fc.integer({ min: Date.UTC(2010, 0, 1), max: Date.UTC(2027, 0, 1) }), { minLength: 1, maxLength: 5 }),
        (zone, instants) => {
          const next = localMidnights(zone);
          const date = (at: number): string => new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(at);
          for (const instant of instants) {
            const midnight = next(instant);
            expect(midnight).toBeGreaterThan(instant);
            expect(date(midnight - 1)).toBe(date(instant));
            expect(date(midnight)).not.toBe(date(instant));
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('come once where the clocks go back over midnight', () => {
    // Until 2011 Newfoundland put its clocks back at 0:01, so that 23:01 to 24:00 was on the wall twice.
    const next = localMidnights('America/St_Johns');
    const evening = Date.UTC(2010, 10, 7, 0);
    const midnight = next(evening);
    expect(new Date(midnight).toISOString()).toBe('2010-11-07T02:30:00.000Z');
    expect(new Date(next(midnight + 30 * MINUTE)).toISOString()).toBe('2010-11-08T03:30:00.000Z');
  });
});
