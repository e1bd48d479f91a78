import { describe, expect, it } from 'vitest';
import type { EventKind } from '../../../shared/model/event';
import {
  DEFAULT_SESSION_SETTINGS,
  kindCode,
  sessionId,
  type SessionTable,
  stitchSessions,
  TRAIT_RAGE,
  TRAIT_SERVER,
} from '../../../shared/sessions/stitch';

interface Drawn {
  /** Seconds from the start. */
  readonly at: number;
  readonly kind: EventKind;
  readonly page?: string;
  readonly server?: boolean;
  readonly rage?: boolean;
}

/** The sessions of one person who did this. */
function sessionsOf(events: readonly Drawn[]): { table: SessionTable; pages: string[] } {
  const pages: string[] = [];
  const codeOf = (page: string | undefined): number => {
    if (page === undefined) return -1;
    if (!pages.includes(page)) pages.push(page);
    return pages.indexOf(page);
  };
  const { sessions } = stitchSessions(
    {
      persons: 1,
      offsets: Uint32Array.of(0, events.length),
      time: Float64Array.from(events, ({ at }) => 1_000_000 + at * 1000),
      eid: Uint32Array.from(events.keys()),
      traits: Uint8Array.from(
        events,
        ({ kind, server, rage }) =>
          kindCode(kind) + (server === true ? TRAIT_SERVER : 0) + (rage === true ? TRAIT_RAGE : 0),
      ),
      hints: new Int32Array(events.length).fill(-1),
      pages: Int32Array.from(events, ({ page }) => codeOf(page)),
    },
    DEFAULT_SESSION_SETTINGS,
    new Int32Array(events.length),
  );
  return { table: sessions, pages };
}

describe('a session’s metrics', () => {
  const { table, pages } = sessionsOf([
    { at: 0, kind: 'page', page: '/' },
    { at: 5, kind: 'click' },
    { at: 7, kind: 'click', rage: true },
    { at: 130, kind: 'page', page: '/pricing' },
    { at: 131, kind: 'error' },
    { at: 140, kind: 'page', page: '/' },
    { at: 200, kind: 'custom', server: true },
  ]);

  it('counts what happened in it, server events included', () => {
    expect(table.length).toBe(1);
    expect([
      table.events[0],
      table.pageviews[0],
      table.pageDepth[0],
      table.clicks[0],
      table.rageClicks[0],
      table.errors[0],
    ]).toEqual([7, 3, 2, 2, 1, 1]);
  });

  it('ends with the last event of its own, not with a server’s', () => {
    expect(((table.end[0] ?? 0) - (table.start[0] ?? 0)) / 1000).toBe(140);
  });

  it('knows entry and exit page', () => {
    expect([pages[table.entryPage[0] ?? -1], pages[table.exitPage[0] ?? -1]]).toEqual(['/', '/']);
  });

  it('counts a gap as engaged for a minute at most', () => {
    // 5 + 2 + 60 (of 123) + 1 + 9
    expect((table.engagedMs[0] ?? 0) / 1000).toBe(77);
  });
});

describe('a bounce', () => {
  const bounced = (...events: Drawn[]): boolean => sessionsOf(events).table.bounce[0] === 1;

  it('is one page and nothing else for under ten seconds', () => {
    expect(bounced({ at: 0, kind: 'page', page: '/' })).toBe(true);
    expect(bounced({ at: 0, kind: 'page', page: '/' }, { at: 9.9, kind: 'vitals' })).toBe(true);
  });

  it('is not: ten seconds, a second page, a click, a custom event', () => {
    expect(bounced({ at: 0, kind: 'page', page: '/' }, { at: 10, kind: 'vitals' })).toBe(false);
    expect(bounced({ at: 0, kind: 'page', page: '/' }, { at: 1, kind: 'page', page: '/' })).toBe(false);
    expect(bounced({ at: 0, kind: 'page', page: '/' }, { at: 1, kind: 'click' })).toBe(false);
    expect(bounced({ at: 0, kind: 'page', page: '/' }, { at: 1, kind: 'custom' })).toBe(false);
  });
});

describe('server events', () => {
  it('make sessions of their own where the person has no other events', () => {
    const { table } = sessionsOf([
      { at: 0, kind: 'custom', server: true },
      { at: 60, kind: 'custom', server: true },
      { at: 9000, kind: 'custom', server: true },
    ]);
    expect(table.length).toBe(2);
    expect(((table.end[0] ?? 0) - (table.start[0] ?? 0)) / 1000).toBe(60);
  });
});

describe('a session’s id', () => {
  it('is made of person and start, told apart where two start together', () => {
    expect(sessionId('ana', 1_700_000_000_000, 0)).toBe(sessionId('ana', 1_700_000_000_000, 0));
    expect(sessionId('ana', 1_700_000_000_000, 0)).not.toBe(sessionId('ben', 1_700_000_000_000, 0));
    expect(sessionId('ana', 1_700_000_000_000, 1)).toBe(`${sessionId('ana', 1_700_000_000_000, 0)}-2`);
  });
});
