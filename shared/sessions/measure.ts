/** What each session measures (INSIGHTS §5; docs/sessions.md says each metric in words). */
import type { BounceRule } from '../model/settings';
import { isBounce } from './bounce';
import type { SessionTable } from './table';
import { kindCode, TRAIT_KIND_MASK, TRAIT_RAGE, TRAIT_SERVER } from './traits';

/** Events in the order of person and time; all columns are by position. */
export interface MeasuredEvents {
  readonly time: Float64Array;
  readonly eid: Uint32Array;
  readonly traits: Uint8Array;
  readonly hints: Int32Array;
  readonly pages: Int32Array;
}

const PAGE = kindCode('page');
const SCREEN = kindCode('screen');
const CLICK = kindCode('click');
const FORM = kindCode('form');
const ERROR = kindCode('error');

/** By kind: 1 where such an event is something the visitor did. */
const INTERACTION = new Uint8Array(TRAIT_KIND_MASK + 1);
for (const kind of ['click', 'form', 'media', 'custom'] as const) INTERACTION[kindCode(kind)] = 1;

/** Between two events one is taken to be engaged for at most this long. */
const ENGAGED_GAP_MS = 60_000;

/**
 * Fills row `index` of `table`, but for its person and reason, from the events at `start` … `stop - 1` that `session`
 * says are its own. `pagesSeen` is scratch.
 */
export function measureSession(
  { time, eid, traits, hints, pages }: MeasuredEvents,
  bounce: BounceRule,
  session: Int32Array,
  table: SessionTable,
  index: number,
  start: number,
  stop: number,
  pagesSeen: Set<number>,
): void {
  const first = eid[start] as number;
  const began = time[start] as number;
  let last = began;
  let entry = -1;
  let events = 0;
  let pageviews = 0;
  let views = 0;
  let pageDepth = 0;
  let entryPage = -1;
  let exitPage = -1;
  let engaged = 0;
  let clicks = 0;
  let rage = 0;
  let errors = 0;
  let interactions = 0;
  let touches = 0;
  // Only a person without any client event has sessions that begin with a server's.
  const serverOnly = ((traits[start] as number) & TRAIT_SERVER) !== 0 && (hints[start] as number) < 0;
  for (let position = start; position < stop; position++) {
    if (session[position] !== index) continue;
    const trait = traits[position] as number;
    const kind = trait & TRAIT_KIND_MASK;
    events++;
    if (serverOnly || (trait & TRAIT_SERVER) === 0 || (hints[position] as number) >= 0) {
      const at = time[position] as number;
      engaged += Math.min(at - last, ENGAGED_GAP_MS);
      last = at;
    }
    if (kind === PAGE || kind === SCREEN) {
      if (kind === PAGE) pageviews++;
      views++;
      if (entry < 0) entry = eid[position] as number;
      const page = pages[position] as number;
      if (page >= 0) {
        // Most sessions see one page: those never touch the set.
        if (entryPage < 0) {
          entryPage = page;
          pageDepth = 1;
        } else if (page !== exitPage && page !== entryPage && !pagesSeen.has(page)) {
          pagesSeen.add(page);
          pageDepth++;
        }
        exitPage = page;
      }
    } else if (kind === CLICK) clicks++;
    else if (kind === ERROR) errors++;
    if ((trait & TRAIT_RAGE) !== 0) rage++;
    else if (kind === CLICK || kind === FORM) touches++;
    interactions += INTERACTION[kind] as number;
  }
  if (pagesSeen.size > 0) pagesSeen.clear();
  table.start[index] = began;
  table.end[index] = last;
  table.first[index] = first;
  table.entry[index] = entry >= 0 ? entry : first;
  table.events[index] = events;
  table.pageviews[index] = pageviews;
  table.pageDepth[index] = pageDepth;
  table.entryPage[index] = entryPage;
  table.exitPage[index] = exitPage;
  table.bounce[index] = isBounce(bounce, { views, interactions, touches, durationMs: last - began }) ? 1 : 0;
  table.engagedMs[index] = engaged;
  table.clicks[index] = clicks;
  table.rageClicks[index] = rage;
  table.errors[index] = errors;
}
