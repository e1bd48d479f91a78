/** What is saved, put in the place of its references. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expandSaved, type SavedParts, savedRefsOf } from '../../../shared/insights/expand-saved';
import { invalidRequest } from '../../../shared/contract/errors';
import { SpecProblem } from '../../../shared/insights/common';
import { segment } from '../../../shared/insights/segment';
import { savedInsightSchema } from '../../../shared/insights/saved';
import { type Filter, type Matcher, savedIdSchema } from '../../../shared/model/filter';
import {
  type SavedAction,
  savedActionSchema,
  type SavedSegment,
  savedSegmentSchema,
} from '../../../shared/model/saved';
import { eventLog } from '../../support/event-log';
import { drillInsight, runInsight } from '../../support/run-insight';

const segmentOf = (id: string, filter: Filter) => ({ version: 1 as const, id, name: id.toUpperCase(), filter });
const actionOf = (id: string, ...matchers: Matcher[]) => ({
  version: 1 as const,
  id,
  name: id.toUpperCase(),
  matchers,
});
function savedOf(segments: readonly SavedSegment[], actions: readonly SavedAction[] = []): SavedParts {
  return {
    segments: new Map(segments.map((each) => [each.id, each])),
    actions: new Map(actions.map((each) => [each.id, each])),
  };
}

const paid: Filter = { performed: { event: 'pay' } };

function problemOf(work: () => unknown): { path: string; message: string } {
  try {
    work();
  } catch (error) {
    if (error instanceof SpecProblem) return { path: error.path, message: error.message };
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('references', () => {
  it('become what they stand for, at any depth', () => {
    const saved = savedOf(
      [segmentOf('payers', { performed: { action: 'money' } }), segmentOf('rich', { not: { segment: 'payers' } })],
      [actionOf('money', { event: 'pay' }, { event: 'refund', where: { segment: 'fans' } })],
    );
    const withFans = { ...saved, segments: new Map(saved.segments).set('fans', segmentOf('fans', paid)) };
    expect(expandSaved({ filter: { any: [{ segment: 'rich' }, paid] } }, withFans)).toEqual({
      filter: {
        any: [
          {
            not: { performed: { anyOf: [{ event: 'pay' }, { event: 'refund', where: paid }], label: 'MONEY' } },
          },
          paid,
        ],
      },
    });
  });

  it('to actions keep the label and whatever else a step says', () => {
    const saved = savedOf([], [actionOf('money', { event: 'pay' })]);
    const steps = [{ event: 'view' }, { action: 'money', label: 'Paid', optional: true }, { action: 'money' }];
    expect(expandSaved({ steps }, saved)).toEqual({
      steps: [
        { event: 'view' },
        { anyOf: [{ event: 'pay' }], label: 'Paid', optional: true },
        { anyOf: [{ event: 'pay' }], label: 'MONEY' },
      ],
    });
  });

  it('are not what only looks like one', () => {
    const spec = {
      kind: 'correlation',
      segment: paid,
      against: { not: paid },
      where: { property: 'properties.action', op: 'eq', value: 'segment' },
    };
    expect(expandSaved(spec, savedOf([]))).toEqual(spec);
    const sql = { kind: 'sql', sql: 'SELECT 1', params: { action: 'pay', segment: 'x' } };
    expect(expandSaved(sql, savedOf([]))).toEqual(sql);
    expect(savedRefsOf(sql)).toEqual({ segments: new Set(), actions: new Set() });
  });

  it('are listed without those that they lead to', () => {
    const refs = savedRefsOf({ filter: { all: [{ segment: 'a' }, { performed: { action: 'b', label: 'B' } }] } });
    expect(refs).toEqual({ segments: new Set(['a']), actions: new Set(['b']) });
  });
});

describe('refused', () => {
  it('is what is not there, with the path and what there is', () => {
    const saved = savedOf([segmentOf('payers', paid), segmentOf('fans', paid)]);
    expect(problemOf(() => expandSaved({ all: [paid, { segment: 'gone' }] }, saved, 'spec.filter'))).toEqual({
      path: 'spec.filter.all[1].segment',
      message: '«gone» is no saved segment; saved segments are fans, payers.',
    });
    expect(problemOf(() => expandSaved({ steps: [{ action: 'gone' }] }, saved))).toEqual({
      path: 'steps[0].action',
      message: '«gone» is no saved action; there are no saved actions yet.',
    });
  });

  it('is what a document refers to in vain, at the reference to the document', () => {
    const saved = savedOf([segmentOf('payers', { performed: { action: 'money' } })]);
    expect(problemOf(() => expandSaved({ filter: { segment: 'payers' } }, saved))).toEqual({
      path: 'filter',
      message: '«money», which the segment «payers» uses, is no saved action; there are no saved actions yet.',
    });
  });

  it('is a document that could not be read, with why', () => {
    const saved = { ...savedOf([]), broken: new Map([['segments/torn.json', 'It is not JSON.']]) };
    expect(problemOf(() => expandSaved({ segment: 'torn' }, saved)).message).toBe(
      'the file of the segment «torn» is wrong: It is not JSON.',
    );
  });

  it.each<[string, SavedParts]>([
    ['itself', savedOf([segmentOf('a', { not: { segment: 'a' } })])],
    ['through another', savedOf([segmentOf('a', { segment: 'b' }), segmentOf('b', { any: [{ segment: 'a' }] })])],
    [
      'through an action',
      savedOf(
        [segmentOf('a', { performed: { action: 'm' } })],
        [actionOf('m', { event: 'pay', where: { segment: 'a' } })],
      ),
    ],
  ])('is a circle %s', (_name, saved) => {
    expect(problemOf(() => expandSaved({ segment: 'a' }, saved)).message).toMatch(
      /^goes in a circle: the segment «a» uses the .*segment «a»; change one of them\.$/,
    );
  });

  it('is not using one twice', () => {
    const saved = savedOf([
      segmentOf('a', paid),
      segmentOf('b', { all: [{ segment: 'a' }, { not: { segment: 'a' } }] }),
    ]);
    expect(expandSaved({ segment: 'b' }, saved)).toEqual({ all: [paid, { not: paid }] });
  });

  it('is what stands for more than memory holds', () => {
    const doubling = Array.from({ length: 40 }, (_, i) =>
      segmentOf(`s${i}`, i === 0 ? paid : { all: [{ segment: `s${i - 1}` }, { segment: `s${i - 1}` }] }),
    );
    const problem = problemOf(() => expandSaved({ filter: { segment: 's39' } }, savedOf(doubling)));
    expect(problem).toEqual({
      path: 'filter',
      message: 'stands for more than 2000 saved segments and actions; use fewer.',
    });
    expect(() => expandSaved({ segment: 's8' }, savedOf(doubling))).not.toThrow();
  });

  it('is a behaviour that cannot be planned, when it is saved', () => {
    const regular = { regular: { event: 'pay' }, atLeast: 2, of: { value: 5, unit: 'hour' }, bucket: 'day' } as const;
    const problem = (filter: unknown): string => {
      const parsed = savedSegmentSchema.safeParse({ ...segmentOf('a', paid), filter });
      return parsed.success ? 'fits' : invalidRequest(parsed.error).message;
    };
    expect(problem({ all: [paid, regular] })).toMatch(
      /^filter\.all\[1\]\.of: must be a whole number of buckets \(days;/,
    );
    expect(problem({ ...regular, counting: 'calendar' })).toMatch(
      /^filter\.of: must be one day, one week or one month/,
    );
    expect(problem({ ...regular, of: { value: 48, unit: 'hour' } })).toBe('fits');
  });

  it.each(['', 'Power', '../up', 'a/b', 'a.json', '-a', 'a-', 'con', 'com1', 'a'.repeat(65)])(
    'is the id «%s»',
    (id) => {
      expect(savedIdSchema.safeParse(id).success).toBe(false);
    },
  );

  it.each(['a', 'power-users', 'console', '2026-plan', 'a'.repeat(64)])('is not the id «%s»', (id) => {
    expect(savedIdSchema.safeParse(id).success).toBe(true);
  });

  it('is a segment that tests events, with what to do instead', () => {
    const parsed = savedSegmentSchema.safeParse(segmentOf('a', { property: 'properties.plan', op: 'is_set' }));
    expect(parsed.error?.issues[0]?.message).toMatch(/«properties\.plan» is a property of events.*person\.KEY/);
    const inside = segmentOf('a', {
      performed: { event: 'pay', where: { property: 'properties.plan', op: 'is_set' } },
    });
    expect(savedSegmentSchema.safeParse(inside).success).toBe(true);
    const insight = {
      version: 1,
      id: 'x',
      name: 'X',
      spec: { kind: 'segment', filter: { property: 'event', op: 'is_set' } },
    };
    expect(savedInsightSchema.safeParse(insight).success).toBe(false);
  });
});

describe('the documented files', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/formats.md'), 'utf8');
  const example = (file: string): unknown => {
    const [, after = ''] = page.split(`\`${file}.json\`:`);
    const [, json = ''] = after.split(/```(?:json)?\n/);
    return JSON.parse(json);
  };

  it('are files of their schemas, and refer to one another', () => {
    const bigSpenders = savedSegmentSchema.parse(example('segments/big-spenders'));
    const payment = savedActionSchema.parse(example('actions/payment'));
    const funnel = savedInsightSchema.parse(example('insights/spender-funnel'));
    expect([bigSpenders.id, payment.id, funnel.id]).toEqual(['big-spenders', 'payment', 'spender-funnel']);
    const expanded = expandSaved(funnel.spec, savedOf([bigSpenders], [payment]));
    expect(savedRefsOf(expanded)).toEqual({ segments: new Set(), actions: new Set() });
  });
});

describe('what speaks for a person of a segment', () => {
  const log = eventLog`
    ana  09:00 view  10:00 pay  11:00 pay  d1/09:00 view  d2/09:00 pay
    ben  09:00 view
  `;
  const shown = (filter: Filter): Record<string, string[]> => {
    const found = drillInsight(segment, { kind: 'segment', filter }, log, { belongs: true });
    const events = new Map(
      log.map(({ id, event, time }) => [id, `${event} ${new Date(time).toISOString().slice(8, 13)}`]),
    );
    return Object.fromEntries(
      Object.entries(found).map(([person, ids]) => [person, ids.map((id) => events.get(id) ?? '')]),
    );
  };

  it.each<[string, Filter, Record<string, string[]>]>([
    ['what they performed', paid, { ana: ['pay 02T10', 'pay 02T11', 'pay 04T09'] }],
    ['in the window', { ...paid, window: { to: '2026-03-02' } }, { ana: ['pay 02T10', 'pay 02T11'] }],
    [
      'the one that was the first',
      { firstPerformed: { event: 'pay' }, window: { to: '2026-03-09' } },
      { ana: ['pay 02T10'] },
    ],
    ['nothing where they did not', { notPerformed: { event: 'pay' } }, { ben: [] }],
    ['nothing where it is negated', { not: paid }, { ben: [] }],
    ['what is negated twice', { not: { not: paid } }, { ana: ['pay 02T10', 'pay 02T11', 'pay 04T09'] }],
    [
      'only what holds of them',
      { any: [{ performed: { event: 'view' }, count: { op: 'eq', value: 1 } }, { performed: { event: 'pay' } }] },
      { ana: ['pay 02T10', 'pay 02T11', 'pay 04T09'], ben: ['view 02T09'] },
    ],
    [
      'what they did before they stopped',
      { stopped: { event: 'view' }, activeIn: { to: '2026-03-03' }, inactiveIn: { from: '2026-03-04' } },
      { ana: ['view 02T09', 'view 03T09'], ben: ['view 02T09'] },
    ],
  ])('%s', (_name, filter, expected) => {
    expect(shown(filter)).toEqual(expected);
  });

  it('is at most twenty events', () => {
    const many = Array.from({ length: 60 }, (_, i) => ({ ...log[0], id: `m${i + 100}`, person: 'cho' })) as typeof log;
    expect(shown({ performed: { event: 'view' } })['cho']).toBeUndefined();
    const found = drillInsight(segment, { kind: 'segment', filter: { performed: { event: 'view' } } }, many, {
      belongs: true,
    });
    expect(found['cho']).toHaveLength(20);
  });

  it('nobody is a count of nothing, without a share', () => {
    expect(runInsight(segment, { kind: 'segment', filter: paid, range: { from: '2027-01-01' } }, log)).toEqual({
      kind: 'segment',
      count: 0,
      total: 0,
    });
  });
});
