import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SPLIT_REASONS } from '../../../shared/model/session';
import { DEFAULT_SESSION_SETTINGS, kindCode, stitchSessions, TRAIT_SERVER } from '../../../shared/sessions/stitch';
import { type OracleEvent, oracleSessions } from '../../support/oracles/sessions';

const MINUTE = 60_000;
const HINTS = ['x', 'y'];

const event = fc.record({
  gap: fc.oneof(
    fc.constantFrom(0, 1, 30 * MINUTE - 1, 30 * MINUTE, 30 * MINUTE + 1, 29 * MINUTE),
    fc.integer({ min: 0, max: 60 * MINUTE }),
  ),
  hint: fc.constantFrom(undefined, undefined, ...HINTS),
  server: fc.boolean(),
});

function stitch(persons: readonly (readonly OracleEvent[])[]): { session: number[]; reasons: string[][] } {
  const events = persons.flat();
  const offsets = new Uint32Array(persons.length + 1);
  persons.forEach((list, person) => {
    offsets[person + 1] = (offsets[person] ?? 0) + list.length;
  });
  const { session, sessions } = stitchSessions(
    {
      persons: persons.length,
      offsets,
      time: Float64Array.from(events, ({ time }) => time),
      eid: Uint32Array.from(events.keys()),
      traits: Uint8Array.from(events, ({ server }) => kindCode('custom') + (server ? TRAIT_SERVER : 0)),
      hints: Int32Array.from(events, ({ hint }) => (hint === undefined ? -1 : HINTS.indexOf(hint))),
      pages: new Int32Array(events.length).fill(-1),
    },
    DEFAULT_SESSION_SETTINGS,
    new Int32Array(events.length),
  );
  const reasons = persons.map((_, person) =>
    Array.from(sessions.reason)
      .filter((_reason, i) => sessions.person[i] === person)
      .map((code) => SPLIT_REASONS[code] ?? ''),
  );
  return { session: [...session], reasons };
}

describe('stitching', () => {
  it('agrees with the obvious way, person by person', () => {
    fc.assert(
      fc.property(fc.array(fc.array(event, { maxLength: 14 }), { maxLength: 4 }), (drawn) => {
        const persons = drawn.map((list) => {
          let time = Date.UTC(2026, 0, 1);
          return list.map(({ gap, hint, server }): OracleEvent => {
            time += gap;
            return { time, server, ...(hint === undefined ? {} : { hint }) };
          });
        });
        const { session, reasons } = stitch(persons);
        let before = 0;
        let position = 0;
        for (const [person, list] of persons.entries()) {
          const expected = oracleSessions(list);
          const got = session.slice(position, position + list.length);
          expect(got).toEqual(expected.session.map((index) => (index === undefined ? -1 : index + before)));
          expect(reasons[person]).toEqual(expected.reasons);
          before += expected.reasons.length;
          position += list.length;
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('splits a visit that never rests after 24 hours', () => {
    const events = Array.from({ length: 100 }, (_, i): OracleEvent => ({ time: i * 20 * MINUTE, server: false }));
    const { session, reasons } = stitch([events]);
    expect(reasons).toEqual([['first', 'maxLength']]);
    expect(session.indexOf(1)).toBe(73);
  });
});
