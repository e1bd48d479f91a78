/** The values of session columns by session index, out of memory: numbers as they are, texts as codes. */
import { SPLIT_REASONS, type SessionColumn } from '../../../shared/model/session';
import type { SessionTable } from '../../../shared/sessions/table';
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

type Numbers = (sessions: SessionTable) => ArrayLike<number>;
const NUMBERS: Partial<Record<SessionColumn, Numbers>> = {
  start: ({ start }) => start,
  end: ({ end }) => end,
  durationSeconds: ({ start, end }) => end.map((each, i) => (each - (start[i] as number)) / 1000),
  events: ({ events }) => events,
  pageviews: ({ pageviews }) => pageviews,
  pageDepth: ({ pageDepth }) => pageDepth,
  engagedSeconds: ({ engagedMs }) => engagedMs.map((ms) => ms / 1000),
  clicks: ({ clicks }) => clicks,
  rageClicks: ({ rageClicks }) => rageClicks,
  errors: ({ errors }) => errors,
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
      return coded(sessions.entryPage, pages);
    case 'exitPage':
      return coded(sessions.exitPage, pages);
    case 'bounce':
      return coded(sessions.bounce, FLAGS);
    case 'splitReason':
      return coded(sessions.reason, SPLIT_REASONS);
    case 'person':
      return coded(sessions.person, persons.ids);
    default: {
      const codes = Uint32Array.from({ length: sessions.length }, (_, i) => i);
      return { type: 'codes', codes, size: codes.length, text: (index) => sessionIdAt(view, index) };
    }
  }
}
