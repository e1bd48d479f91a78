import { describe, expect, it } from 'vitest';
import { patternProblem, ruleEffect } from '../../../renderer/features/paths/clean-rules';
import { defaultPaths } from '../../../renderer/features/paths/default-spec';
import { beginAt, cutBy, endAt, leaveOut, showMore, through } from '../../../renderer/features/paths/edit-spec';
import { linkRows, sortRows } from '../../../renderer/features/paths/link-rows';
import { cleanedMatcher, nodeMatcher } from '../../../renderer/features/paths/node-matcher';
import { cutWords, nodeTitle, placeWords, stepTitle } from '../../../renderer/features/paths/paths-words';
import { foldIds } from '../../../shared/insights/clean-names';
import { MORE, pathsSpecSchema, type PathsResult, type PathsSpec } from '../../../shared/insights/paths/spec';
import { matcherSchema, type Matcher } from '../../../shared/model/filter';

const plain = (text: string): string => text.replaceAll('\u202f', ' ');
const PAGES: PathsSpec = { kind: 'paths', of: 'pages', within: 'session' };

const RESULT: PathsResult = {
  kind: 'paths',
  sessions: 100,
  persons: 80,
  nodes: [
    { id: '0:/', step: 0, name: '/', sessions: 70 },
    { id: '0:/docs', step: 0, name: '/docs', sessions: 30 },
    { id: '1:/pricing', step: 1, name: '/pricing', sessions: 50 },
  ],
  links: [
    { source: '0:/', target: '1:/pricing', sessions: 40, persons: 35, medianSeconds: 12 },
    { source: '0:/docs', target: '1:/pricing', sessions: 10, persons: 9, medianSeconds: 90 },
  ],
  dropoffs: [{ node: '0:/', sessions: 30 }],
  other: { links: 0, sessions: 0 },
};

describe('the first question', () => {
  const event = (name: string, kind: 'page' | 'custom') => ({ event: name, kind, count: 1, firstSeen: 0, lastSeen: 0 });
  it('is about pages where there are some, else about events', () => {
    expect(defaultPaths([event('a', 'custom'), event('$pageview', 'page')])).toEqual(PAGES);
    expect(defaultPaths([event('a', 'custom')])?.of).toBe('events');
    expect(defaultPaths([])).toBeUndefined();
  });
});

describe('edits', () => {
  const at = (name: string): Matcher => ({ event: name });
  it('leave room for the middle between a start and an end', () => {
    const both = endAt(beginAt({ ...PAGES, steps: 2 }, at('a')), at('b'));
    expect(both.steps).toBe(3);
    expect(pathsSpecSchema.safeParse(both).success).toBe(true);
    expect(beginAt({ ...PAGES, steps: 2 }, at('a')).steps).toBe(2);
  });

  it('leave out one after another, and forget rules that spoke of other names', () => {
    expect(leaveOut(leaveOut(PAGES, at('a')), at('b')).exclude).toEqual([at('a'), at('b')]);
    expect(through({ ...PAGES, clean: [{ pattern: 'a', as: 'b' }] }, 'events')).toMatchObject({
      of: 'events',
      clean: undefined,
    });
  });

  it('show more by lifting the limit that cut', () => {
    expect(cutBy({ ...PAGES, minEdge: 5 }, 12)).toBe('minEdge');
    expect(showMore({ ...PAGES, minEdge: 5 }, 12).minEdge).toBeUndefined();
    expect(showMore(PAGES, 50).maxEdges).toBe(100);
    expect(showMore({ ...PAGES, maxEdges: 4_000 }, 4_000).maxEdges).toBe(5_000);
  });
});

describe('the matcher of a node', () => {
  /** Whether a raw page is among those the matcher names, as the engine's `eq` and `matches` do. */
  const holds = (matcher: Matcher | undefined, page: string): boolean => {
    if (
      matcher === undefined ||
      !('event' in matcher) ||
      matcher.where === undefined ||
      !('property' in matcher.where)
    ) {
      throw new Error('a matcher with one test was expected');
    }
    const { op, value } = matcher.where;
    if (op === 'matches') return typeof value === 'string' && new RegExp(value, 'u').test(page);
    return Array.isArray(value) ? value.map(String).includes(page) : value === page;
  };
  const ID = '0b0e8a2c-11aa-4c3d-9f10-0123456789ab';

  it.each(['/', '/a', '/a/', '/a/12', '/a/12/', `/a/${ID}/edit`, '/a.b/12', '/a/x12', '', '/:id', '/a+b/7/c'])(
    'has just the pages that come to its name: %s',
    (page) => {
      const matcher = nodeMatcher('pages', foldIds(page));
      expect(matcherSchema.safeParse(matcher).success).toBe(true);
      const others = ['/', '/a', '/a/', '/a/12', '/axb/12', '/b/a', '/a/1/2', '/a/x12', `/a/${ID}/edit`, '/a/1/edit'];
      for (const other of [...others, page])
        expect(holds(matcher, other), other).toBe(foldIds(other) === foldIds(page));
    },
  );

  it('is the event itself, the value of a property, and nothing for what stands for many', () => {
    expect(nodeMatcher('events', 'paid')).toEqual({ event: 'paid' });
    expect(nodeMatcher({ property: 'properties.plan' }, 'pro')).toEqual({
      event: '*',
      where: { property: 'properties.plan', op: 'eq', value: 'pro' },
      label: 'pro',
    });
    expect(nodeMatcher('pages', MORE)).toBeUndefined();
  });

  it('is found among the raw names where cleaning rules made the name', () => {
    const clean = [{ pattern: '^/blog/.*', as: '/blog' }];
    const raw = ['/blog/a', '/blog/b/', '/blog', '/x'];
    expect(cleanedMatcher({ of: 'pages', clean }, '/blog', raw)).toMatchObject({
      where: { property: 'page', op: 'eq', value: ['/blog/a', '/blog/b/', '/blog'] },
    });
    expect(cleanedMatcher({ of: 'pages', clean }, '/nowhere', raw)).toBeUndefined();
    const events = { of: 'events' as const, clean: [{ pattern: ' v\\d$', as: '' }] };
    expect(cleanedMatcher(events, 'paid', ['paid v1', 'paid v2', 'left'])).toEqual({
      anyOf: [{ event: 'paid v1' }, { event: 'paid v2' }],
      label: 'paid',
    });
    expect(cleanedMatcher(events, 'left', ['paid v1', 'left'])).toEqual({ event: 'left' });
  });
});

describe('cleaning rules', () => {
  it('are refused in words where RE2 would refuse them', () => {
    expect(patternProblem('^/blog/.*')).toBeUndefined();
    expect(patternProblem('(')).toMatch(/unterminated group/i);
    expect(patternProblem('a(?=b)')).toMatch(/look-around/);
    expect(patternProblem('(?<!a)b')).toMatch(/look-around/);
    expect(patternProblem(String.raw`(a)\1`)).toMatch(/back reference/);
    expect(patternProblem('')).toBeDefined();
    expect(patternProblem('a'.repeat(501))).toMatch(/500/);
  });

  it('say what each does after those before it', () => {
    const rules = [
      { pattern: '^/blog/.*', as: '/blog' },
      { pattern: '^/blog$', as: '/news' },
    ];
    const raw = ['/blog/a', '/blog/b', '/x/12'];
    expect(ruleEffect('pages', rules, 0, raw)).toEqual({
      changed: 2,
      of: 3,
      example: { from: '/blog/a', to: '/blog' },
    });
    expect(ruleEffect('pages', rules, 1, raw)).toEqual({ changed: 1, of: 2, example: { from: '/blog', to: '/news' } });
  });
});

describe('words', () => {
  it('name nodes and steps', () => {
    expect(nodeTitle('events', '$pageview')).toBe('Page view');
    expect(nodeTitle('pages', '$pageview')).toBe('$pageview');
    expect(nodeTitle('pages', MORE)).toBe('More between');
    expect(nodeTitle('pages', '')).toBe('(empty)');
    expect(stepTitle(PAGES, 0)).toBe('Step 1');
    const start = { event: 'a' };
    expect([0, 1].map((step) => stepTitle({ ...PAGES, startAt: start }, step))).toEqual(['Start', 'Step 2']);
    expect([2, 3, 4].map((step) => stepTitle({ ...PAGES, endAt: start }, step))).toEqual([
      '2 steps before',
      '1 step before',
      'End',
    ]);
  });

  it('say what a place holds', () => {
    const words = (place: Parameters<typeof placeWords>[2]): string => plain(placeWords(PAGES, RESULT, place));
    expect(words({ of: 'node', id: '0:/' })).toBe(
      'Step 1, /: 70 sessions, 70 % of all; most went on to /pricing: 40 (57.1 %); 30 (42.9 %) ended here',
    );
    expect(words({ of: 'link', source: '0:/docs', target: '1:/pricing' })).toBe(
      '/docs → /pricing: 10 sessions of 9 people, 33.3 % of those at /docs, half of them within 1 m 30 s',
    );
    expect(words({ of: 'drop', node: '0:/' })).toBe('Ended at /: 30 sessions, 42.9 % of those there');
    expect(words({ of: 'node', id: '0:/gone' })).toBe('');
  });

  it('say what the limits hide, and what may be done', () => {
    expect(cutWords(PAGES, RESULT)).toBeUndefined();
    const cut = { ...RESULT, other: { links: 3, sessions: 50 } };
    const words = cutWords({ ...PAGES, maxEdges: 2 }, cut);
    expect(plain(words?.text ?? '')).toBe('3 weaker links, 50 % of all steps taken, are not shown.');
    expect(words?.action).toBe('Show 2 more');
    expect(cutWords({ ...PAGES, minEdge: 5 }, cut)).toMatchObject({ action: 'Show weaker links' });
    expect(cutWords({ ...PAGES, minEdge: 5 }, cut)?.text).toContain('fewer than 5 sessions');
  });
});

describe('the table', () => {
  const rows = linkRows('pages', RESULT);
  it('has a row for each link, sorted by any column', () => {
    expect(rows.map(({ from, to, share }) => [from, to, Number(share.toFixed(3))])).toEqual([
      ['/', '/pricing', 0.571],
      ['/docs', '/pricing', 0.333],
    ]);
    const first = (column: string, descending: boolean) => sortRows(rows, { column, descending })[0]?.from;
    expect(first('median', true)).toBe('/docs');
    expect(first('median', false)).toBe('/');
    expect(first('from', true)).toBe('/docs');
    expect(first('persons', true)).toBe('/');
    // Equal values keep the order they came in.
    expect(first('to', true)).toBe('/');
    expect(first('unknown', true)).toBe('/');
  });
});
