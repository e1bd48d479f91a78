import { describe, expect, it } from 'vitest';
import { sentenceOf } from '../../../shared/insights/explain/sentence';
import type { InsightResult, InsightSpec } from '../../../shared/insights/specs';
import { DAY, explainContext, FIRST, spoken } from '../../support/explain';

const META = { engine: 'native', rowsScanned: 0, elapsedMs: 0, computedAt: '', dataVersion: 1 } as const;
const sentence = (spec: InsightSpec, result: object): string =>
  spoken(sentenceOf(spec, { meta: META, ...result } as InsightResult, explainContext()));

const rows = (count: number): unknown[][] => Array.from({ length: count }, () => []);

describe('a table in words', () => {
  it('of events says when, which, in what order, and how many of them are shown', () => {
    const range = { from: new Date(FIRST).toISOString(), to: new Date(FIRST + 7 * DAY - 1).toISOString() };
    const where = { property: 'properties.plan', op: 'eq' as const, value: 'pro' };
    const result = { kind: 'events', columns: [], rows: rows(100), total: 412 };
    expect(sentence({ kind: 'events', range, where }, result)).toMatch(
      /^412 events between .* where plan is pro, the newest first\. The first 100 are on this page\.$/,
    );
    expect(sentence({ kind: 'events', orderBy: { column: 'timestamp' }, cursor: 'c' }, result)).toBe(
      '412 events, the newest first. 100 more are on this page.',
    );
    expect(sentence({ kind: 'events', where }, { kind: 'events', columns: [], rows: [], total: 0 })).toBe(
      'No event where plan is pro.',
    );
  });

  it('of sessions says whose they are and what is typical of them', () => {
    const summary = {
      count: 312,
      persons: 200,
      bounceRate: 0.42,
      metrics: { durationSeconds: { median: 200, p90: 900 } },
      entryPages: [],
      exitPages: [],
    };
    const result = { kind: 'sessions', columns: [], rows: rows(312), total: 312, summary };
    expect(sentence({ kind: 'sessions' }, result)).toBe(
      '312 sessions of 200 people: half of them last 3 m 20 s or longer, 42 % bounce.',
    );
    expect(sentence({ kind: 'sessions', person: 'ada' }, result)).toMatch(/^312 sessions of «ada»: /);
    const none = { ...summary, count: 0, persons: 0, metrics: {} };
    expect(sentence({ kind: 'sessions' }, { kind: 'sessions', columns: [], rows: [], total: 0, summary: none })).toBe(
      'No session.',
    );
  });

  it('of people says how many of all, and how many have a user’s id', () => {
    const summary = { count: 312, total: 2010, known: 200, metrics: {} };
    const result = { kind: 'people', columns: [], rows: rows(312), total: 312, summary };
    expect(sentence({ kind: 'people', where: { performed: { event: 'paid' } } }, result)).toBe(
      'Of 2,010 people, 312 (15.5 %) are listed: people who did paid. 200 of these are known by a user’s id.',
    );
    expect(sentence({ kind: 'people' }, { ...result, summary: { ...summary, count: 2010 }, total: 312 })).toBe(
      '2,010 people. 200 of them are known by a user’s id.',
    );
  });

  it('of SQL counts rows and columns, and says where the limit cut', () => {
    const columns = [{ name: 'a' }, { name: 'b' }];
    const result = { kind: 'sql', columns, rows: rows(24), rowCount: 24 };
    expect(sentence({ kind: 'sql', sql: 'SELECT 1' }, result)).toBe('24 rows of 2 columns.');
    expect(sentence({ kind: 'sql', sql: 'SELECT 1' }, { ...result, truncated: true })).toBe(
      'The first 24 rows of 2 columns: there are more than the limit lets through.',
    );
  });
});
