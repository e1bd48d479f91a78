/** What the answer on screen says of itself, for the sentence wherever a report puts it. */
import { createContext, useContext } from 'react';
import { fromMarkedText } from '../../shared/insights/explain/sentence';
import type { InsightResult } from '../../shared/insights/specs';
import type { Phrase } from './phrases';

/** undefined before the first answer. */
export const ResultContext = createContext<InsightResult['meta'] | undefined>(undefined);

/** The answer's sentence in pieces; empty where its kind has no words. */
export function useSentence(): readonly Phrase[] {
  const meta = useContext(ResultContext);
  return fromMarkedText({ text: meta?.sentence ?? '', marks: meta?.marks ?? [] });
}
