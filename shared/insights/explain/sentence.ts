/** The sentence of a result, whatever its kind, and its one way over the wire: a text, and where in it what stands out. */
import type { InsightResult, InsightSpec } from '../specs';
import type { ExplainContext } from './context';
import { correlationSentence } from './correlation';
import { funnelSentence } from './funnel';
import { frequencySentence, stickinessSentence } from './habits';
import { lifecycleSentence } from './lifecycle';
import { pathsSentence } from './paths';
import { type Phrase, phrasesText } from './phrases';
import { retentionSentence } from './retention';
import { scopePhrases } from './scope-words';
import { segmentSentence } from './segment';
import { eventsSentence, peopleSentence, sessionsSentence, sqlSentence } from './tables';
import { trendsSentence } from './trends';

type Kind = InsightSpec['kind'];
type Writer<K extends Kind> = (
  spec: Extract<InsightSpec, { kind: K }>,
  result: Extract<InsightResult, { kind: K }>,
  context: ExplainContext,
) => readonly Phrase[];

/** A kind adds its own here. */
const WRITERS: { readonly [K in Kind]: Writer<K> } = {
  funnel: funnelSentence,
  trends: trendsSentence,
  retention: retentionSentence,
  lifecycle: lifecycleSentence,
  stickiness: stickinessSentence,
  frequency: frequencySentence,
  paths: pathsSentence,
  correlation: correlationSentence,
  segment: segmentSentence,
  events: eventsSentence,
  sessions: sessionsSentence,
  people: peopleSentence,
  sql: sqlSentence,
};

/** What the result says, its scope included. */
export function sentenceOf(spec: InsightSpec, result: InsightResult, context: ExplainContext): readonly Phrase[] {
  const write = WRITERS[spec.kind] as Writer<Kind>;
  // A segment's filter is what is asked, not what is looked at.
  const filter = 'filter' in spec && spec.kind !== 'segment' ? spec.filter : undefined;
  return [...write(spec as never, result as never, context), ...scopePhrases(filter, context.names)];
}

export interface MarkedText {
  readonly text: string;
  /** `[from, to)` in UTF-16 units of what stands out, ascending. */
  readonly marks: readonly (readonly [number, number])[];
}

export function toMarkedText(phrases: readonly Phrase[]): MarkedText {
  const marks: (readonly [number, number])[] = [];
  let at = 0;
  for (const { text, strong } of phrases) {
    if (strong === true) marks.push([at, at + text.length]);
    at += text.length;
  }
  return { text: phrasesText(phrases), marks };
}

/** The pieces again. */
export function fromMarkedText({ text, marks }: MarkedText): readonly Phrase[] {
  const phrases: Phrase[] = [];
  let at = 0;
  for (const [from, to] of marks) {
    phrases.push({ text: text.slice(at, from) }, { text: text.slice(from, to), strong: true });
    at = to;
  }
  phrases.push({ text: text.slice(at) });
  return phrases.filter((piece) => piece.text !== '');
}
