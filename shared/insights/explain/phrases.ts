/** Sentences about results, as pieces of which some stand out. */
export interface Phrase {
  readonly text: string;
  /** What one looks for. */
  readonly strong?: boolean;
}

export const phrasesText = (phrases: readonly Phrase[]): string => phrases.map(({ text }) => text).join('');

/** Pieces from a template: what is put in stands out, what stands around it does not. */
export function phrase(texts: TemplateStringsArray, ...strong: readonly string[]): readonly Phrase[] {
  return texts
    .flatMap((text, index): Phrase[] => {
      const put = strong[index];
      return [{ text }, ...(put === undefined ? [] : [{ text: put, strong: true }])];
    })
    .filter(({ text }) => text !== '');
}
