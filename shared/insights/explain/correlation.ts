/** What goes with converting, or with belonging to a segment, in words. */
import { eventLabel } from '../../base/event-label';
import { formatCount, formatPlural, formatShare } from '../../base/number-format';
import type { CorrelationResult, CorrelationRow, CorrelationSpec } from '../correlation/spec';
import { decisionsOf } from '../funnel/rules';
import type { FunnelSpec } from '../funnel/spec';
import { type ExplainContext, spokenTime } from './context';
import { ownerName, unitName } from './funnel';
import { phrase, type Phrase } from './phrases';
import { propertyLabel } from './property-words';
import { spanWords } from './span-words';
import { valueName } from './value-words';

/** `Of 2,001 people who entered the funnel between …, 146 completed it. 15 things are more common among them …` */
export function correlationSentence(
  spec: CorrelationSpec,
  result: CorrelationResult,
  context: ExplainContext,
): readonly Phrase[] {
  const { converted, notConverted } = result;
  const when = spanWords(spokenTime(spec.funnel ?? spec, context));
  const all = converted + notConverted;
  if (all === 0) {
    const { funnel } = spec;
    if (funnel === undefined) return [{ text: `Nobody of either group did anything ${when}.` }];
    const nobody = isOfPersons(funnel) ? 'Nobody' : `No ${ownerName(funnel, 1)}`;
    return [{ text: `${nobody} entered the funnel ${when}.` }];
  }
  const units = spec.funnel === undefined ? (all === 1 ? 'person' : 'people') : unitName(spec.funnel, all);
  const [whose, outcome] =
    spec.funnel === undefined
      ? ['of the two groups', converted === 1 ? 'belongs to the segment' : 'belong to the segment']
      : [`${isOfPersons(spec.funnel) ? 'who' : 'that'} entered the funnel`, 'completed it'];
  const opening = [
    ...phrase`Of ${`${formatCount(all)} ${units}`}`,
    { text: ` ${whose} ${when}, ` },
    ...phrase`${formatCount(converted)}`,
    { text: ` ${outcome}.` },
  ];
  return [...opening, ...findingPhrases(result)];
}

const isOfPersons = (funnel: FunnelSpec): boolean => decisionsOf(funnel).countBy === 'persons';

function findingPhrases({ converted, notConverted, rows, tested, findings }: CorrelationResult): readonly Phrase[] {
  if (converted === 0 || notConverted === 0) return [{ text: ' With one group empty there is nothing to compare.' }];
  const [first] = rows;
  if (findings === 0 || first === undefined) {
    return [
      { text: ' Of ' },
      ...phrase`${formatPlural(tested, 'thing')}`,
      { text: ' that some did and some did not, none is clearly more common in one group.' },
    ];
  }
  return [
    ...phrase` ${formatPlural(findings, 'thing')} `,
    { text: `${findings === 1 ? 'is' : 'are'} clearly more or less common among them, most of all ` },
    { text: subjectWords(first), strong: true },
    ...phrase`: ${formatShare(first.shareOfConverted)} against ${formatShare(first.shareOfNot)} of the others.`,
  ];
}

function subjectWords({ event, property, value }: CorrelationRow): string {
  const known = property === undefined ? [] : [`${propertyLabel(property)} ${valueName(value ?? '')}`];
  return [...(event === undefined ? [] : [eventLabel(event)]), ...known].join(' with ');
}
