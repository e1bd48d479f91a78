/** How many belong, in words. */
import { formatCount, formatPlural, formatShare } from '../../base/number-format';
import type { SegmentResult, SegmentSpec } from '../segment/spec';
import { type ExplainContext, spokenTime } from './context';
import { phrase, type Phrase } from './phrases';
import { peoplePhrases } from './scope-words';
import { spanWords } from './span-words';

/** `Of 2,010 people seen between 1 and 31 Mar 2026, 312 (15.5 %) belong: people who did Paid.` */
export function segmentSentence(spec: SegmentSpec, result: SegmentResult, context: ExplainContext): readonly Phrase[] {
  const when = spanWords(spokenTime(spec, context));
  if (result.total === 0) return [{ text: `Nobody was seen ${when}.` }];
  const who = peoplePhrases(spec.filter, context.names);
  return [
    ...phrase`Of ${formatPlural(result.total, 'person', 'people')}`,
    { text: ` seen ${when}, ` },
    ...phrase`${`${formatCount(result.count)} (${formatShare(result.share)})`}`,
    { text: result.count === 1 ? ' belongs' : ' belong' },
    ...(who.length === 0 ? [{ text: ', as everybody does.' }] : [{ text: ': ' }, ...who, { text: '.' }]),
  ];
}
