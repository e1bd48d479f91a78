/** What a result looks at, as sentences that follow its own: whose events, and which of them. */
import { type Filter, isBehaviour, isSegmentRef } from '../../model/filter';
import { parsePropertyPath } from '../../model/property-path';
import { filterWords } from './behaviour-words';
import type { SavedNames } from './names';
import type { Phrase } from './phrases';

/** ` Among people who did Paid, only events where plan is pro count.` Nothing where there is no filter. */
export function scopePhrases(filter: Filter | undefined, names: SavedNames): readonly Phrase[] {
  const parts = filter === undefined ? [] : 'all' in filter ? filter.all : [filter];
  const people = parts.filter(isOfPeople).map((part) => peopleWords(part, names));
  const events = parts.filter((part) => !isOfPeople(part)).map((part) => filterWords(part, names));
  if (people.length === 0 && events.length === 0) return [];
  const which = events.length === 0 ? '' : ` where ${events.join(' and ')}`;
  if (people.length === 0) return [{ text: ` Only events${which} count.` }];
  return [
    { text: ' Counted among ' },
    { text: `people ${people.join(', and ')}`, strong: true },
    { text: which === '' ? '.' : `, only in events${which}.` },
  ];
}

/** `people who did Paid, and in the segment Payers`; nothing where the filter asks nothing. */
export function peoplePhrases(filter: Filter, names: SavedNames): readonly Phrase[] {
  const parts = 'all' in filter ? filter.all : [filter];
  if (parts.length === 0) return [];
  return [{ text: `people ${parts.map((part) => peopleWords(part, names)).join(', and ')}`, strong: true }];
}

/** Whether it holds of persons, so that it keeps all or none of their events. */
function isOfPeople(filter: Filter): boolean {
  if (isBehaviour(filter) || isSegmentRef(filter)) return true;
  if ('not' in filter) return isOfPeople(filter.not);
  if ('all' in filter) return filter.all.length > 0 && filter.all.every(isOfPeople);
  if ('any' in filter) return filter.any.length > 0 && filter.any.every(isOfPeople);
  const path = parsePropertyPath(filter.property);
  return path.ok && path.value.of === 'person';
}

/** What follows «people»: `who did Paid`, `in the segment Power users`, `with person plan is pro`. */
function peopleWords(filter: Filter, names: SavedNames): string {
  const words = filterWords(filter, names);
  if (isBehaviour(filter)) return `who ${words}`;
  const isNamed = isSegmentRef(filter) || ('not' in filter && isSegmentRef(filter.not));
  return isNamed ? words : `for whom ${words}`;
}
