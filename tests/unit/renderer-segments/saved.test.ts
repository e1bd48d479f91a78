import { beforeEach, describe, expect, it } from 'vitest';
import { savedId } from '../../../renderer/parts/saved-id';
import { copyOf, differs, specOfSaved, viewOf, withNaming } from '../../../renderer/parts/saved-spec';
import { usersOf } from '../../../renderer/parts/saved-users';
import { adoptSpec, bindSaved, recordSpec, trackOf, useSpecHistory } from '../../../renderer/parts/spec-history';
import { savedWords } from '../../../renderer/parts/spec-words';
import { bothOf, narrowed } from '../../../renderer/parts/within';
import type { SavedDocument } from '../../../shared/contract/saved';
import { NO_NAMES } from '../../../shared/insights/explain/names';
import { savedIdSchema } from '../../../shared/model/filter';

const head = { version: 1, id: 'x', name: 'X' } as const;
const FUNNEL: SavedDocument = {
  kind: 'insight',
  document: {
    ...head,
    description: 'Decided in May',
    spec: {
      kind: 'funnel',
      steps: [{ event: 'visited' }, { action: 'paid' }],
      window: { value: 7, unit: 'day' },
      filter: { not: { segment: 'quiet' } },
    },
  },
};
const QUIET: SavedDocument = {
  kind: 'segment',
  document: { ...head, id: 'quiet', filter: { notPerformed: { action: 'paid' } } },
};
const PAID: SavedDocument = {
  kind: 'action',
  document: { ...head, id: 'paid', matchers: [{ event: 'card' }, { event: 'invoice' }] },
};

describe('ids', () => {
  it.each([
    ['Power users (EU)', 'power-users-eu'],
    ['  Über-Größe  ', 'uber-grosse'],
    ['第一', 'untitled'],
    ['CON', 'con-2'],
    ['--', 'untitled'],
  ])('%s becomes %s', (name, id) => {
    expect(savedId(name, [])).toBe(id);
  });

  it('are unlike every other, whatever the length', () => {
    expect(savedId('Payers', ['payers', 'payers-2'])).toBe('payers-3');
    const long = savedId('a '.repeat(100), [savedId('a '.repeat(100), [])]);
    expect(savedIdSchema.safeParse(long).success).toBe(true);
    expect(long.endsWith('-2')).toBe(true);
  });
});

describe('saved documents', () => {
  it('know their view and what stands in its address', () => {
    expect([FUNNEL, QUIET, PAID].map(viewOf)).toEqual(['funnel', 'segments', 'actions']);
    expect(specOfSaved(QUIET)).toEqual({ kind: 'segment', filter: { notPerformed: { action: 'paid' } } });
    expect(specOfSaved(PAID)).toEqual({ matchers: [{ event: 'card' }, { event: 'invoice' }] });
  });

  it('differ from the screen by what they say, not by the order of members', () => {
    expect(differs(QUIET, { filter: { notPerformed: { action: 'paid' } }, kind: 'segment' })).toBe(false);
    expect(differs(QUIET, { kind: 'segment', filter: { all: [] } })).toBe(true);
  });

  it('are renamed and copied without a trace of an old description', () => {
    const renamed = withNaming(FUNNEL, { name: 'Y', description: undefined });
    expect(renamed.document).toEqual({
      version: 1,
      id: 'x',
      name: 'Y',
      spec: FUNNEL.kind === 'insight' ? FUNNEL.document.spec : undefined,
    });
    expect('description' in renamed.document).toBe(false);
    expect(copyOf(PAID, 'paid-2', { name: 'Paid copy', description: 'd' }).document).toMatchObject({
      id: 'paid-2',
      description: 'd',
    });
  });

  it('know who refers to them', () => {
    const all = [FUNNEL, QUIET, PAID];
    expect(usersOf(all, 'segment', 'quiet')).toEqual([FUNNEL]);
    expect(usersOf(all, 'action', 'paid')).toEqual([FUNNEL, QUIET]);
    expect(usersOf(all, 'action', 'other')).toEqual([]);
  });

  it('are told in a line', () => {
    const names = { segments: new Map([['quiet', 'Gone quiet']]), actions: new Map([['paid', 'Paid']]) };
    expect(savedWords(FUNNEL, names)).toBe('visited → Paid, within 7 days · not in the segment Gone quiet');
    expect(savedWords(PAID, NO_NAMES)).toBe('card or invoice');
  });
});

describe('narrowing a view', () => {
  const SEGMENT = { segment: 'quiet' };
  it('joins what was there, and says nothing twice', () => {
    const test = { property: 'properties.plan', op: 'eq' as const, value: 'pro' };
    expect(bothOf(undefined, SEGMENT)).toEqual(SEGMENT);
    expect(bothOf(test, SEGMENT)).toEqual({ all: [test, SEGMENT] });
    expect(bothOf({ any: [test, test] }, SEGMENT)).toEqual({ all: [{ any: [test, test] }, SEGMENT] });
    expect(bothOf({ all: [test, SEGMENT] }, SEGMENT)).toEqual({ all: [test, SEGMENT] });
    expect(bothOf(SEGMENT, SEGMENT)).toEqual(SEGMENT);
  });

  it('leaves a spec alone where the filter cannot be read', () => {
    expect(narrowed('{"kind":"trends"}', '{"segment":"quiet"}')).toBe('{"filter":{"segment":"quiet"},"kind":"trends"}');
    expect(narrowed('{"kind":"trends"}', '{oops')).toBe('{"kind":"trends"}');
    expect(narrowed('{"kind":"trends"}', '{"nonsense":1}')).toBe('{"kind":"trends"}');
  });
});

describe('the history beside a saved document', () => {
  beforeEach(() => {
    useSpecHistory.setState({ tracks: {} });
  });

  it('begins anew with another document, and goes on when one is saved', () => {
    adoptSpec('funnel', 'a');
    recordSpec('funnel', 'b');
    bindSaved('funnel', 'mine');
    expect(trackOf('funnel')).toMatchObject({ past: ['a'], present: 'b', saved: 'mine' });
    adoptSpec('funnel', 'b', 'mine');
    expect(trackOf('funnel').past).toEqual(['a']);
    recordSpec('funnel', 'c');
    expect(trackOf('funnel').saved).toBe('mine');
    adoptSpec('funnel', 'z', 'other');
    expect(trackOf('funnel')).toMatchObject({ past: [], present: 'z', saved: 'other' });
  });
});
