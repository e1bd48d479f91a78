import { describe, expect, it } from 'vitest';
import { guessImportMap, type GuessColumn } from '../../../shared/formats/guess';

const column = (name: string, type: GuessColumn['type'], ...samples: string[]): GuessColumn => ({
  name,
  type,
  samples,
});

const PEOPLE = [
  column('user_id', 'text', 'a', 'b', 'c'),
  column('plan', 'text', 'pro', 'free', 'pro'),
  column('signup_at', 'time', '2026-01-01 10:00:00', '2026-01-02 10:00:00', '2026-01-03 10:00:00'),
  column('firstPaidAt', 'time', '2026-01-05 10:00:00', '', '2026-01-06 10:00:00'),
  column('updated_at', 'time', '2026-02-01 10:00:00', '2026-02-01 10:00:00', '2026-02-01 10:00:00'),
  column('birth date', 'time', '1990-01-01', '1991-01-01', '1992-01-01'),
];

describe('a table with a row per person', () => {
  it('is read as one event per time that is written alike, without the time of its own writing', () => {
    const { map, reasons } = guessImportMap(PEOPLE);
    expect(map).toMatchObject({
      time: { column: 'signup_at' },
      event: { constant: 'signup' },
      also: [{ column: 'firstPaidAt', event: 'firstPaid' }],
      distinctId: { column: 'user_id' },
    });
    expect(map?.also).toHaveLength(1);
    expect(reasons.find(({ field }) => field === 'event')?.reason).toContain('«signup_at»');
  });

  it('is not read so where rows name events, or where persons come again', () => {
    const named = guessImportMap([...PEOPLE, column('event', 'text', 'open', 'open', 'close')]);
    expect(named.map?.event).toEqual({ column: 'event' });
    expect(named.map?.also).toBeUndefined();
    const again = guessImportMap([column('user_id', 'text', 'a', 'a', 'b'), ...PEOPLE.slice(1)]);
    expect(again.map?.also).toBeUndefined();
  });
});
