/** Where a part of an event came from, in a word and a sentence. */
import type { Origin, Source } from '../../../shared/inspect/provenance';
import { formatDuration } from '../../ui/time-format';

export interface OriginWords {
  readonly word: string;
  /** Where it stands in the request, as the request spells it. */
  readonly place: string | undefined;
  readonly sentence: string;
}

const sourceWords = ({ in: where, place }: Source): string => (where === 'body' ? place : `${where} ${place}`);

export function originWords(origin: Origin): OriginWords {
  const place = 'from' in origin && origin.from !== undefined ? sourceWords(origin.from) : undefined;
  switch (origin.is) {
    case 'as-is':
      return { word: 'as sent', place, sentence: 'Taken as it was sent.' };
    case 'left':
      return { word: 'as sent', place, sentence: 'A property as it was sent.' };
    case 'renamed':
      return { word: 'renamed', place, sentence: `Sent under another name, ${place}.` };
    case 'moved':
      return { word: 'moved', place, sentence: `Sent elsewhere in the request, at ${place}.` };
    case 'corrected': {
      const by = formatDuration(Math.abs(origin.byMs) / 1000);
      const way = origin.byMs < 0 ? 'fast' : 'slow';
      return { word: 'corrected', place, sentence: `The sender’s clock was ${by} ${way}; the time was put right.` };
    }
    case 'derived':
      return {
        word: 'worked out',
        place,
        sentence: place === undefined ? 'Worked out of what was sent.' : `Worked out of ${place}.`,
      };
    case 'added':
      return { word: 'by Waymark', place, sentence: 'Nothing in the request says it; Waymark added it.' };
  }
}
