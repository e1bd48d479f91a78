/** A segment in a sentence: «People who did Signed up at least 2 times and whose plan is pro». */
import { type Filter, isBehaviour, isSegmentRef, isTest, type Test } from '../../shared/model/filter';
import type { SavedNames } from '../../shared/insights/explain/names';
import { testWords } from '../../shared/insights/explain/property-words';
import { behaviourPhrases } from './behaviour-words';
import { type Phrase, phrasesText } from './phrases';
import { OP_WORDS, propertyLabel } from './property-words';

/** `People who did paid and whose plan is pro`; everybody where nothing is asked. */
export function segmentPhrases(filter: Filter, names: SavedNames): readonly Phrase[] {
  if ('all' in filter && filter.all.length === 0) return [{ text: 'Everybody' }];
  if ('not' in filter && !isSegmentRef(filter.not)) {
    return [{ text: 'Everybody but those ' }, ...clause(filter.not, names, false)];
  }
  return [{ text: 'People ' }, ...clause(filter, names, false)];
}

/** One condition, as it follows «people»: `who did paid`, `whose plan is pro`. */
export const clausePhrases = (filter: Filter, names: SavedNames): readonly Phrase[] => clause(filter, names, true);

export const segmentWords = (filter: Filter, names: SavedNames): string => phrasesText(segmentPhrases(filter, names));

/** What follows «people»: several clauses stand in brackets where they are one of several. */
function clause(filter: Filter, names: SavedNames, inside: boolean): readonly Phrase[] {
  if (isTest(filter)) return whose(filter);
  if (isBehaviour(filter)) return [{ text: 'who ' }, ...behaviourPhrases(filter, names)];
  if (isSegmentRef(filter)) return inSegment('in the segment ', filter.segment, names);
  if ('not' in filter) {
    const { not } = filter;
    if (isSegmentRef(not)) return inSegment('not in the segment ', not.segment, names);
    return [{ text: 'not those ' }, ...clause(not, names, true)];
  }
  const [parts, join] = 'all' in filter ? [filter.all, ' and '] : [filter.any, ' or '];
  if (parts.length === 0) return [{ text: 'all' in filter ? 'of any kind' : 'of no kind' }];
  const isList = inside && parts.length > 1;
  const phrases = parts.flatMap((part, index) => [
    ...(index === 0 ? [] : [{ text: join }]),
    ...clause(part, names, inside || parts.length > 1),
  ]);
  return isList ? [{ text: '(' }, ...phrases, { text: ')' }] : phrases;
}

const inSegment = (before: string, id: string, names: SavedNames): readonly Phrase[] => [
  { text: before },
  { text: names.segments.get(id) ?? id, strong: true },
];

/** Operators that read as a verb after «whose plan»; the others follow «with seats». */
const VERBS = /^(is|contains|does|starts|ends|matches)\b/;

/** `whose plan is pro`, `with seats > 5`. */
function whose(test: Test): readonly Phrase[] {
  const label = propertyLabel(test.property);
  const rest = testWords(test).slice(label.length);
  const own = label.replace(/^person (?=.)/, '');
  return [
    { text: VERBS.test(OP_WORDS[test.op]) ? 'whose ' : 'with ' },
    { text: own, strong: true },
    ...(rest === '' ? [] : [{ text: rest }]),
  ];
}
