/** What a session measures (INSIGHTS §5; docs/sessions.md says each metric in words), event by event while it is open. */
import type { BounceRule } from '../model/settings';
import { isBounce } from './bounce';
import type { SessionRows } from './rows';
import { kindCode, TRAIT_KIND_MASK, TRAIT_RAGE } from './traits';

const PAGE = kindCode('page');
const SCREEN = kindCode('screen');
const CLICK = kindCode('click');
const FORM = kindCode('form');
const ERROR = kindCode('error');
/** The trait of most events: without flags, and of a kind that only counts as something the visitor did. */
export const PLAIN = kindCode('custom');

/** By kind: 1 where such an event is something the visitor did. */
const INTERACTION = new Uint8Array(TRAIT_KIND_MASK + 1);
for (const kind of ['click', 'form', 'media', 'custom'] as const) INTERACTION[kindCode(kind)] = 1;

/** One session at a time; the same object for all of them, since there are millions. */
export class OpenSession {
  /** UTC ms of its first event, and of the last that says how long it lasted; and how long somebody was engaged. */
  began = 0;
  last = 0;
  engagedMs = 0;
  /** Events of the trait {@link PLAIN}, which are but counted. */
  plain = 0;
  private person = 0;
  private reason = 0;
  private first = 0;
  private entry = -1;
  private others = 0;
  private pageviews = 0;
  private views = 0;
  private pageDepth = 0;
  private entryPage = -1;
  private exitPage = -1;
  private clicks = 0;
  private rageClicks = 0;
  private errors = 0;
  private interactions = 0;
  private touches = 0;
  private readonly pagesSeen = new Set<number>();

  /** Begins with the event `eid`, which is still to be counted. */
  begin(person: number, reason: number, eid: number): void {
    this.person = person;
    this.reason = reason;
    this.first = eid;
    if (this.others === 0) return;
    this.others = 0;
    this.entry = -1;
    this.pageviews = 0;
    this.views = 0;
    this.pageDepth = 0;
    this.entryPage = -1;
    this.exitPage = -1;
    this.clicks = 0;
    this.rageClicks = 0;
    this.errors = 0;
    this.interactions = 0;
    this.touches = 0;
    if (this.pagesSeen.size > 0) this.pagesSeen.clear();
  }

  /** An event that is not plain; `page` is the code of its page, -1 where it has none. */
  count(trait: number, eid: number, page: number): void {
    this.others++;
    const kind = trait & TRAIT_KIND_MASK;
    if (kind === PAGE || kind === SCREEN) {
      if (kind === PAGE) this.pageviews++;
      this.views++;
      if (this.entry < 0) this.entry = eid;
      if (page >= 0) this.see(page);
    } else if (kind === CLICK) this.clicks++;
    else if (kind === ERROR) this.errors++;
    if ((trait & TRAIT_RAGE) !== 0) this.rageClicks++;
    else if (kind === CLICK || kind === FORM) this.touches++;
    this.interactions += INTERACTION[kind] as number;
  }

  private see(page: number): void {
    // Most sessions see one page: those never touch the set.
    if (this.entryPage < 0) {
      this.entryPage = page;
      this.pageDepth = 1;
    } else if (page !== this.exitPage && page !== this.entryPage && !this.pagesSeen.has(page)) {
      this.pagesSeen.add(page);
      this.pageDepth++;
    }
    this.exitPage = page;
  }

  /** Ends one of {@link PLAIN} events alone. */
  endPlain(
    rows: SessionRows,
    bounce: BounceRule,
    began: number,
    last: number,
    engagedMs: number,
    events: number,
  ): void {
    this.began = began;
    this.last = last;
    this.engagedMs = engagedMs;
    this.plain = events;
    this.end(rows, bounce);
  }

  /** Ends it, as the next row; what is public is to be set before. */
  end(rows: SessionRows, bounce: BounceRule): void {
    const row = rows.add();
    const { columns } = rows;
    const { first, plain, began, last, entry } = this;
    columns.person[row] = this.person;
    columns.reason[row] = this.reason;
    columns.start[row] = began;
    columns.end[row] = last;
    columns.engagedMs[row] = this.engagedMs;
    columns.first[row] = first;
    columns.entry[row] = entry >= 0 ? entry : first;
    columns.events[row] = plain + this.others;
    columns.entryPage[row] = this.entryPage;
    columns.exitPage[row] = this.exitPage;
    const { views, touches } = this;
    const visit = { views, interactions: this.interactions + plain, touches, durationMs: last - began };
    if (isBounce(bounce, visit)) columns.bounce[row] = 1;
    if (this.others === 0) return;
    columns.pageviews[row] = this.pageviews;
    columns.pageDepth[row] = this.pageDepth;
    columns.clicks[row] = this.clicks;
    columns.rageClicks[row] = this.rageClicks;
    columns.errors[row] = this.errors;
  }
}
