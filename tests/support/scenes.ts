/** Places and times where calendars are difficult, small random logs around them, and ranges inside them. */
import fc from 'fast-check';
import type { LoggedEvent } from './event-log';
import type { OracleWorld } from './oracles/trends';

const HOUR = 3_600_000;

export interface Scene {
  readonly zone: string;
  /** ISO instant around which things happen. */
  readonly middle: string;
}

/** Both clock changes, a lost midnight, a leap day, a plain week. */
export const sceneArbitrary: fc.Arbitrary<Scene> = fc.constantFrom(
  { zone: 'Europe/Berlin', middle: '2026-03-29T00:00Z' },
  { zone: 'Europe/Berlin', middle: '2026-10-25T00:00Z' },
  { zone: 'America/Sao_Paulo', middle: '2018-11-04T03:00Z' },
  { zone: 'Asia/Kolkata', middle: '2024-02-29T12:00Z' },
  { zone: 'UTC', middle: '2026-03-01T00:00Z' },
);

export const logAround = ({ middle }: Scene, spreadHours: number): fc.Arbitrary<LoggedEvent[]> =>
  fc
    .array(
      fc.record({
        person: fc.constantFrom('ana', 'ben', 'cho'),
        event: fc.constantFrom('view', 'view', 'buy'),
        hour: fc.integer({ min: -spreadHours, max: spreadHours }),
        offset: fc.constantFrom(0, 0, -1, 1, 1_800_000),
        plan: fc.constantFrom('free', 'pro', 'team', undefined),
      }),
      { minLength: 1, maxLength: 25 },
    )
    .map((rows) =>
      rows.map(({ person, event, hour, offset, plan }, index) => {
        const time = Date.parse(middle) + hour * HOUR + offset;
        return {
          id: `e${String(index).padStart(2, '0')}`,
          person,
          event,
          time,
          session: Math.floor(time / (2 * HOUR)) % 3 === 2 ? '' : `${person}/${Math.floor(time / (6 * HOUR))}`,
          properties: plan === undefined ? {} : { plan },
        };
      }),
    );

/** No range, or one that begins and ends some hours around the middle. */
export const rangeAround = (
  { middle }: Scene,
  spreadHours: number,
): fc.Arbitrary<{ readonly from: string; readonly to: string } | undefined> =>
  fc.option(
    fc
      .record({ before: fc.integer({ min: 0, max: spreadHours }), after: fc.integer({ min: 1, max: spreadHours }) })
      .map(({ before, after }) => ({
        from: new Date(Date.parse(middle) - before * HOUR).toISOString(),
        to: new Date(Date.parse(middle) + after * HOUR).toISOString(),
      })),
    { nil: undefined },
  );

export function worldOf(
  { zone }: Scene,
  log: readonly LoggedEvent[],
  range: { readonly from: string; readonly to: string } | undefined,
  weekStart: 'monday' | 'sunday',
): OracleWorld {
  const times = log.map(({ time }) => time);
  return {
    zone,
    weekStart,
    from: range === undefined ? Math.min(...times) : Date.parse(range.from),
    to: range === undefined ? Math.max(...times) + 1 : Date.parse(range.to),
  };
}
