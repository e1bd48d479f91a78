/** Tables with a row per person, where each of several columns says when something happened: `signup_at`, `first_paid_at`. */
import type { GuessColumn, GuessReason } from './guess';
import { timeKindOf } from './guess-time';
import type { ImportMap } from './import-map';

export interface WideGuess {
  readonly parts: Pick<ImportMap, 'time' | 'event' | 'also'>;
  readonly reasons: readonly GuessReason[];
}

/** A name that says when: the rest of it is what happened. */
const WHEN = /^(?<what>.*?[a-z0-9])(?:[_\s.-](?:at|on|date|time|timestamp|ts)|(?:At|On|Date|Time))$/;
/** When the row was written, or what the person is, not what they did. */
const BOOKKEEPING =
  /^(?:birth|updated|modified|changed|synced|loaded|imported|inserted|exported|extracted|last_?(?:seen|updated|modified|synced))$/i;

export const eventOfColumn = (column: string): string => WHEN.exec(column)?.groups?.['what'] ?? column;

/** Undefined where fewer than two columns are such times, all written in one way. */
export function guessWide(columns: readonly GuessColumn[], time: ImportMap['time']): WideGuess | undefined {
  const told = columns.flatMap((column) => {
    const what = WHEN.exec(column.name)?.groups?.['what'];
    const kind = what === undefined || BOOKKEEPING.test(what) ? undefined : timeKindOf(column.samples.filter(isFilled));
    return what === undefined || kind === undefined ? [] : [{ column: column.name, event: what, kind }];
  });
  const own = 'column' in time ? time.column : undefined;
  const base = told.find(({ column }) => column === own) ?? told[0];
  if (base === undefined) return undefined;
  const alike = told.filter(({ kind }) => kind.format === base.kind.format && kind.dateOnly === base.kind.dateOnly);
  if (alike.length < 2) return undefined;
  const [first, ...others] = alike;
  if (first === undefined) return undefined;
  const zone = base.kind.zoned ? '' : ' No zone is given, so they are read as UTC until you name one.';
  return {
    parts: {
      time: { column: first.column, format: base.kind.format },
      event: { constant: first.event },
      also: others.map(({ column, event }) => ({ column, event })),
    },
    reasons: [
      {
        field: 'time',
        reason: `Every row is one person and ${alike.length} columns hold ${base.kind.said}.${zone}`,
        confidence: 'medium',
      },
      {
        field: 'event',
        reason: `Each of these columns is something that happened, such as «${first.event}» at «${first.column}»: where it is filled, the row makes that event.`,
        confidence: 'medium',
      },
    ],
  };
}

const isFilled = (sample: string): boolean => sample.trim() !== '';
