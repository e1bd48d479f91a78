/** What is kept of the people behind a number. */
import { describe, expect, it } from 'vitest';
import { filterOfPersons, printPersons } from '../../../renderer/parts/persons-kept';
import { testWords } from '../../../shared/insights/explain/property-words';
import { segmentFilterSchema } from '../../../shared/model/saved';

const ann = { person: 'ann', ids: ['ann', 'anon-1'], events: 4, firstSeen: 0, lastSeen: 60_000, evidence: [] };
const mallory = { ...ann, person: '=cmd()', ids: ['=cmd()'] };

describe('a list of people', () => {
  it('is a row for each, with all their ids, and nothing that a spreadsheet would execute', () => {
    const lines = printPersons([ann, mallory]).split('\r\n');
    expect(lines[0]).toBe('person,ids,events,first_seen,last_seen');
    expect(lines[1]).toBe('ann,ann anon-1,4,1970-01-01T00:00:00.000Z,1970-01-01T00:01:00.000Z');
    expect(lines[2]).toMatch(/^'=cmd\(\),/);
  });

  it('of groups has their keys', () => {
    const group = { type: 'company', key: 'acme', properties: {}, persons: 2, events: 9, firstSeen: 0, lastSeen: 0 };
    const [head, row] = printPersons([{ ...group, evidence: [] }]).split('\r\n');
    expect(head).toBe('type,key,persons,events,first_seen,last_seen');
    expect(row).toBe('company,acme,2,9,1970-01-01T00:00:00.000Z,1970-01-01T00:00:00.000Z');
  });

  it('is a segment by the ids of all, under which a filter may be kept', () => {
    const filter = filterOfPersons([ann, mallory]);
    expect(segmentFilterSchema.safeParse(filter).success).toBe(true);
    expect(JSON.stringify(filter)).toContain('["ann","anon-1","=cmd()"]');
  });
});

describe('a test of many values', () => {
  const of = (count: number): string =>
    testWords({ property: 'distinct_id', op: 'eq', value: Array.from({ length: count }, (_, index) => `u${index}`) });
  it('names the first and counts the others', () => {
    expect(of(6)).toBe('distinct id is u0 or u1 or u2 or u3 or u4 or u5');
    expect(of(300)).toBe('distinct id is u0 or u1 or u2 or u3 or u4 or 295 others');
  });
});
