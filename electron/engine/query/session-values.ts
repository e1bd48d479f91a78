/** The values of session columns by session index, out of memory: numbers as they are, texts as codes. */
import { SPLIT_REASONS, type SessionColumn } from '../../../shared/model/session';
import type { SessionColumns, Sessions } from '../ranges/events';
import type { View } from '../sequences/view';
import { isFactColumn } from '../sessions/fact-columns';
import { sessionIdAt } from '../sessions/session-ids';
import type { SessionTables } from '../sessions/session-store';

export interface NumberValues {
  readonly type: 'numbers';
  readonly values: ArrayLike<number>;
}

export interface CodedValues {
  readonly type: 'codes';
  /** By session index; -1: empty. */
  readonly codes: ArrayLike<number>;
  /** Codes are below it. */
  readonly size: number;
  text(code: number): string;
}

const FLAGS = ['false', 'true'];

type Numbers = (sessions: Sessions) => ArrayLike<number>;
const all =
  (column: keyof SessionColumns): Numbers =>
  (sessions) =>
    sessions.read(column, 0, sessions.length);
function durations(sessions: Sessions): Float64Array {
  const start = sessions.read('start', 0, sessions.length);
  return sessions.read('end', 0, sessions.length).map((each, i) => (each - (start[i] as number)) / 1000);
}

const NUMBERS: Partial<Record<SessionColumn, Numbers>> = {
  start: all('start'),
  end: all('end'),
  durationSeconds: durations,
  events: all('events'),
  pageviews: all('pageviews'),
  pageDepth: all('pageDepth'),
  engagedSeconds: (sessions) => sessions.read('engagedMs', 0, sessions.length).map((ms) => ms / 1000),
  clicks: all('clicks'),
  rageClicks: all('rageClicks'),
  errors: all('errors'),
};

/** `tables` must be the view's. */
export async function sessionValues(
  view: View,
  tables: SessionTables,
  column: SessionColumn,
): Promise<NumberValues | CodedValues> {
  const { sessions, persons, pages } = view;
  const numbers = NUMBERS[column];
  if (numbers !== undefined) return { type: 'numbers', values: numbers(sessions) };
  const coded = (codes: ArrayLike<number>, texts: readonly string[]): CodedValues => ({
    type: 'codes',
    codes,
    size: texts.length,
    text: (code) => texts[code] ?? '',
  });
  if (isFactColumn(column)) {
    const { codes, texts } = await tables.entryFacts.textsOf(column);
    const { rows, facts } = tables;
    const own = new Int32Array(sessions.length);
    for (let index = 0; index < own.length; index++) {
      const combination = facts[rows.rowOf[index] as number] as number;
      own[index] = combination < 0 ? -1 : (codes[combination] as number);
    }
    return coded(own, texts);
  }
  switch (column) {
    case 'entryPage':
      return coded(all('entryPage')(sessions), pages);
    case 'exitPage':
      return coded(all('exitPage')(sessions), pages);
    case 'bounce':
      return coded(all('bounce')(sessions), FLAGS);
    case 'splitReason':
      return coded(all('reason')(sessions), SPLIT_REASONS);
    case 'person':
      return coded(all('person')(sessions), persons.ids);
    default: {
      const codes = Uint32Array.from({ length: sessions.length }, (_, i) => i);
      return { type: 'codes', codes, size: codes.length, text: (index) => sessionIdAt(view, index) };
    }
  }
}
