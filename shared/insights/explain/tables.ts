/** Tables in words: how many rows there are in all, of what, and what is typical of them. */
import { formatCount, formatPlural, formatShare } from '../../base/number-format';
import { formatDuration } from '../../base/time-format';
import type { Filter } from '../../model/filter';
import type { InsightResult } from '../specs';
import type { EventsResult, EventsSpec, PeopleResult, PeopleSpec, SessionsResult, SessionsSpec } from '../tables/spec';
import { filterWords } from './behaviour-words';
import { type ExplainContext, spokenTime } from './context';
import type { SavedNames } from './names';
import { phrase, type Phrase } from './phrases';
import { peoplePhrases } from './scope-words';
import { spanWords } from './span-words';

/** `412 events between 1 and 31 Mar 2026 where plan is pro, the newest first. The first 100 are on this page.` */
export function eventsSentence(spec: EventsSpec, result: EventsResult, context: ExplainContext): readonly Phrase[] {
  const when = spec.range === undefined ? '' : ` ${spanWords(spokenTime(spec, context))}`;
  const which = whereWords(spec.where, context.names);
  if (result.total === 0) return [{ text: `No event${when}${which}.` }];
  const order = spec.orderBy?.descending === false ? 'the oldest first' : 'the newest first';
  return [
    ...phrase`${formatPlural(result.total, 'event')}`,
    { text: `${when}${which}, ${order}.` },
    ...page(spec, result),
  ];
}

/** `312 sessions of 200 people: half of them last 3 min 20 s or longer, 42 % bounce.` */
export function sessionsSentence(
  spec: SessionsSpec,
  result: SessionsResult,
  { names }: ExplainContext,
): readonly Phrase[] {
  const which = whereWords(spec.where, names);
  const { count, persons, bounceRate, metrics } = result.summary;
  if (count === 0) return [{ text: `No session${which}.` }];
  const whose = spec.person === undefined ? ` of ${formatPlural(persons, 'person', 'people')}` : ` of «${spec.person}»`;
  const duration = metrics['durationSeconds']?.median;
  const typical = [
    ...(duration === undefined ? [] : [`half of them last ${formatDuration(duration)} or longer`]),
    ...(bounceRate === undefined ? [] : [`${formatShare(bounceRate)} bounce`]),
  ];
  return [
    ...phrase`${formatPlural(count, 'session')}`,
    { text: `${whose}${which}${typical.length === 0 ? '' : `: ${typical.join(', ')}`}.` },
    ...page(spec, result),
  ];
}

/** `Of 2,010 people, 312 (15.5 %) are listed: people who did Paid. 200 of them are known by a user’s id.` */
export function peopleSentence(spec: PeopleSpec, result: PeopleResult, { names }: ExplainContext): readonly Phrase[] {
  const { count, total, known } = result.summary;
  if (total === 0) return [{ text: 'There is nobody yet.' }];
  const who = spec.where === undefined ? [] : peoplePhrases(spec.where, names);
  const search = spec.search === undefined ? '' : ` with «${spec.search}» in an id, a name or an address`;
  const all = who.length === 0 && search === '';
  return [
    ...(all
      ? phrase`${formatPlural(total, 'person', 'people')}`
      : [
          ...phrase`Of ${formatPlural(total, 'person', 'people')}, ${`${formatCount(count)} (${formatShare(count / total)})`}`,
          { text: count === 1 ? ' is listed' : ' are listed' },
        ]),
    ...(who.length === 0 ? [] : [{ text: ': ' }, ...who]),
    { text: `${search}.` },
    ...(count === 0
      ? []
      : [
          {
            text: ` ${formatCount(known)} of ${all ? 'them' : 'these'} ${known === 1 ? 'is' : 'are'} known by a user’s id.`,
          },
        ]),
    ...page(spec, result),
  ];
}

/** `24 rows of 3 columns.` What the query means only its author can say. */
export function sqlSentence(
  _spec: unknown,
  { rowCount, truncated, columns }: Extract<InsightResult, { kind: 'sql' }>,
): readonly Phrase[] {
  const of = ` of ${formatPlural(columns.length, 'column')}`;
  if (truncated === true) {
    return [
      ...phrase`The first ${formatPlural(rowCount, 'row')}`,
      { text: `${of}: there are more than the limit lets through.` },
    ];
  }
  return rowCount === 0
    ? [{ text: `No row${of}.` }]
    : [...phrase`${formatPlural(rowCount, 'row')}`, { text: `${of}.` }];
}

function whereWords(where: Filter | undefined, names: SavedNames): string {
  const words = where === undefined ? '' : filterWords(where, names);
  return words === '' ? '' : ` where ${words}`;
}

/** Which part of the whole the page is; nothing where it is the whole. */
function page(
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit?: number | undefined },
  { rows, total }: { readonly rows: readonly unknown[]; readonly total: number },
): readonly Phrase[] {
  if (rows.length >= total || rows.length === 0) return [];
  const count = formatCount(rows.length);
  if (cursor !== undefined) return [{ text: ` ${count} more ${rows.length === 1 ? 'is' : 'are'} on this page.` }];
  // Whoever named a number knows that there are no more than that.
  if (limit !== undefined) return [];
  return [{ text: rows.length === 1 ? ' The first is on this page.' : ` The first ${count} are on this page.` }];
}
