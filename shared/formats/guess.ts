/**
 * Proposes how a generic file's columns become events, from their names and sampled values, with the reason for each
 * choice. Never guesses a time: where no column holds one and none is given, there is no map and `problem` says what is
 * missing. Ids are texts here and stay texts.
 */
import {
  ANONYMOUS_NAMES,
  EVENT_ID_NAMES,
  EVENT_NAMES,
  nameDepth,
  rankOf,
  SESSION_NAMES,
  TIME_NAMES,
  USER_NAMES,
} from './guess-names';
import { type Elapsed, findElapsed } from './guess-elapsed';
import { formatWithClock, mostlyTimeKindOf, timeKindOf, type TimeKind } from './guess-time';
import { findNullMarkers, type NullMarker, withoutMarkers } from './guess-nulls';
import { guessWide } from './guess-wide';
import { type ImportMap, timeColumns, type TimeGiven } from './import-map';

export interface GuessColumn {
  /** As in the file; a dot path such as `actor.id` for nested JSON. */
  readonly name: string;
  readonly type: 'text' | 'number' | 'boolean' | 'time' | 'json';
  /** Values of the first rows as text, empty where missing. */
  readonly samples: readonly string[];
  /** Distinct values among `rows` rows, where known. */
  readonly distinct?: number;
  readonly rows?: number;
  /** Of several files, which have it, where the one that was looked at has not. */
  readonly only?: string;
}

export interface GuessReason {
  /** A member of the map: `time`, `event`, `distinctId`, … */
  readonly field: string;
  readonly reason: string;
  readonly confidence: 'high' | 'medium' | 'low';
}

export interface MapGuess {
  readonly map?: ImportMap;
  /** Where there is no map: what could be told all the same, so that only the rest must be named by hand. */
  readonly parts?: Partial<ImportMap>;
  readonly reasons: readonly GuessReason[];
  readonly problem?: string;
  /** Where no column holds times: one that may count from a start, which then has to be named. */
  readonly elapsed?: Elapsed;
  /** Texts in the cells that may stand for «nothing»; those that are assumed to are in the map. */
  readonly markers?: readonly NullMarker[];
}

interface Choice<T> {
  readonly value: T;
  readonly reason: GuessReason;
}

/** `«a», «b» and «c»`. */
const listed = (columns: readonly GuessColumn[]): string => {
  const names = columns.slice(0, 8).map(({ name }) => `«${name}»`);
  return columns.length > 8 ? `${names.join(', ')} and ${columns.length - 8} more` : names.join(', ');
};

const filled = (column: GuessColumn): readonly string[] => column.samples.filter((sample) => sample.trim() !== '');
const emptyShare = (column: GuessColumn): number =>
  column.samples.length === 0 ? 1 : 1 - filled(column).length / column.samples.length;

/** Whether no value repeats, as far as is known. */
function looksUnique(column: GuessColumn): boolean {
  if (column.distinct !== undefined && column.rows !== undefined) return column.distinct >= column.rows * 0.98;
  const values = filled(column);
  return new Set(values).size === values.length;
}

/** Columns whose name is in `names`, surest first: shallow before nested, then by place in the list. */
function named(columns: readonly GuessColumn[], names: readonly string[]): GuessColumn[] {
  return columns
    .map((column) => ({ column, rank: rankOf(column.name, names) }))
    .filter((found): found is { column: GuessColumn; rank: number } => found.rank !== undefined)
    .sort((a, b) => a.rank + nameDepth(a.column.name) * 5 - (b.rank + nameDepth(b.column.name) * 5))
    .map(({ column }) => column);
}

/**
 * The mapping, or the one thing that keeps it from being made. `isTable`: its cells are texts, which know no null. `given`
 * is what somebody said of the time; no column is then looked at for one.
 */
export function guessImportMap(columns: readonly GuessColumn[], isTable = true, given?: TimeGiven): MapGuess {
  const markers = isTable ? findNullMarkers(columns) : [];
  const nulls = markers.filter(({ isAssumed }) => isAssumed).map(({ text }) => text);
  const guessed = guessMap(withoutMarkers(columns, nulls), given);
  if (markers.length === 0) return guessed;
  const { map, parts } = guessed;
  if (nulls.length === 0) return { ...guessed, markers };
  return {
    ...guessed,
    markers,
    ...(map === undefined ? {} : { map: { ...map, nulls } }),
    ...(parts === undefined ? {} : { parts: { ...parts, nulls } }),
  };
}

function guessMap(columns: readonly GuessColumn[], given: TimeGiven | undefined): MapGuess {
  if (columns.length === 0) {
    return { reasons: [], problem: 'The file has no columns. Check that it is CSV with a header line, or JSON lines.' };
  }
  const time = given === undefined ? guessTime(columns) : timeAsGiven(columns, given);
  const told = typeof time === 'string' ? undefined : time;
  const elapsed = told === undefined ? findElapsed(columns) : undefined;
  const used = new Set(told === undefined ? [elapsed?.column] : timeColumns(told.value));
  const event = guessEvent(columns.filter(({ name }) => !used.has(name)));
  if ('column' in event.value) used.add(event.value.column);
  const found = guessIds(columns.filter(({ name }) => !used.has(name)));
  const { reasons: idReasons, ...ids } = typeof found === 'string' ? { reasons: [] } : found;
  const reasons = [...(told === undefined ? [] : [told.reason]), event.reason, ...idReasons];
  if (typeof time === 'string') {
    const parts = { event: event.value, ...ids };
    if (elapsed === undefined) return { parts, reasons, problem: time };
    return { parts, reasons: [elapsedReason(elapsed), ...reasons], problem: time, elapsed };
  }
  if (typeof found === 'string') return { parts: { time: time.value, event: event.value }, reasons, problem: found };
  const { reasons: _, ...whole } = found;
  const map = { time: time.value, event: event.value, ...whole };
  // A row that names no event and stands for one person may tell of several.
  const wide =
    given === undefined && 'constant' in event.value && isOnePerson(columns, whole.distinctId.column)
      ? guessWide(columns, time.value)
      : undefined;
  if (wide === undefined) return { map, reasons };
  const others = reasons.filter(({ field }) => field !== 'time' && field !== 'event');
  return { map: { ...map, ...wide.parts }, reasons: [...wide.reasons, ...others] };
}

const isOnePerson = (columns: readonly GuessColumn[], id: string): boolean =>
  columns.some((column) => column.name === id && looksUnique(column));

function guessTime(columns: readonly GuessColumn[]): Choice<ImportMap['time']> | string {
  const readable = columns
    .map((column) => ({ column, kind: timeKindOf(filled(column)) }))
    .filter((found): found is { column: GuessColumn; kind: TimeKind } => found.kind !== undefined);
  const byName = named(
    readable.map(({ column }) => column),
    TIME_NAMES,
  );
  const kindOf = (column: GuessColumn): TimeKind | undefined => readable.find((found) => found.column === column)?.kind;
  // A day beside a moment is a rounding of it, so a moment wins even under a weaker name.
  const best = byName.find((column) => kindOf(column)?.dateOnly === false) ?? byName[0];
  const kind = best === undefined ? undefined : kindOf(best);
  if (best !== undefined && kind !== undefined) {
    return timeChoice(best, kind, columns, kind.dateOnly ? 'medium' : 'high');
  }
  // Without a telling name only texts that can be nothing else count: a bare number may be an id.
  const plain = readable.find(({ kind: each }) => !each.format.startsWith('epoch'));
  if (plain !== undefined) return timeChoice(plain.column, plain.kind, columns, 'medium');
  const called = named(columns, TIME_NAMES);
  for (const column of [...called, ...columns]) {
    const mostly = mostlyTimeKindOf(filled(column));
    if (mostly === undefined || (mostly.kind.format.startsWith('epoch') && !called.includes(column))) continue;
    const { value, reason } = timeChoice(column, mostly.kind, columns, 'medium');
    const share = Math.max(1, Math.round(mostly.others * 100));
    return {
      value,
      reason: {
        ...reason,
        reason: `${reason.reason} In ${share} % of the rows looked at ${'columns' in value ? `«${column.name}»` : 'it'} does not; those are rejected.`,
      },
    };
  }
  return noTime(columns);
}

/** With the clock times of another column, where this one holds days alone. */
function timeChoice(
  column: GuessColumn,
  kind: TimeKind,
  columns: readonly GuessColumn[],
  confidence: GuessReason['confidence'],
): Choice<ImportMap['time']> {
  for (const clock of columns) {
    const format = clock === column ? undefined : formatWithClock(kind, clock.samples);
    if (format === undefined) continue;
    const reason = `«${column.name}» holds days and «${clock.name}» clock times; together they are the moment.`;
    return {
      value: { columns: [column.name, clock.name], ...(format === 'iso' ? {} : { format }) },
      reason: { field: 'time', reason, confidence: 'medium' },
    };
  }
  const zone = kind.zoned ? '' : ' No zone is given, so they are read as UTC until you name one.';
  const days = kind.dateOnly ? ' Events of one person on one day have no order.' : '';
  return {
    value: { column: column.name, format: kind.format },
    reason: { field: 'time', reason: `«${column.name}» holds ${kind.said}.${zone}${days}`, confidence },
  };
}

/** As somebody said, with what the names of the columns add to it. */
function timeAsGiven(columns: readonly GuessColumn[], given: TimeGiven): Choice<ImportMap['time']> | string {
  if ('constant' in given) {
    const reason = `All rows happened at ${given.constant}, as you said. Events of one person have no order.`;
    return { value: given, reason: { field: 'time', reason, confidence: 'high' } };
  }
  const { since, unit: said, column: named } = given;
  const found = findElapsed(named === undefined ? columns : columns.filter(({ name }) => name === named));
  const column = named ?? found?.column;
  const unit = said ?? found?.unit;
  if (column === undefined) {
    return `None of the columns (${listed(columns)}) is named like one that counts from a start. Name the one that does.`;
  }
  if (!columns.some(({ name }) => name === column)) {
    return `The file has no column «${column}». It has: ${listed(columns)}.`;
  }
  if (unit === undefined)
    return `What «${column}» counts cannot be told. Say whether it is seconds, hours, days or another.`;
  const isSure = said !== undefined || found?.isUnitSaid === true;
  const doubt = isSure ? '' : ` That it counts ${unit} is only likely: its name does not say.`;
  const reason = `«${column}» counts ${unit} since ${since}, as you said.${doubt}`;
  return { value: { column, since, unit }, reason: { field: 'time', reason, confidence: isSure ? 'high' : 'low' } };
}

const elapsedReason = ({ reason, isUnitSaid }: Elapsed): GuessReason => ({
  field: 'time',
  reason: `${reason} Say when that was.`,
  confidence: isUnitSaid ? 'medium' : 'low',
});

function noTime(columns: readonly GuessColumn[]): string {
  const elapsed = findElapsed(columns);
  const way =
    elapsed === undefined
      ? 'Name the column that says when each event happened, add one to the file, or give all rows one time.'
      : `${elapsed.reason} Say when that was, or name the column that says when each event happened.`;
  const called = named(columns, TIME_NAMES)[0];
  const sample = called === undefined ? undefined : filled(called)[0];
  if (called !== undefined && sample !== undefined) {
    return `«${called.name}» is called a time but holds values such as ${sample}, which are no date and no epoch. ${way}`;
  }
  return `None of the columns (${listed(columns)}) holds a date or a time. ${way}`;
}

function guessEvent(columns: readonly GuessColumn[]): Choice<ImportMap['event']> {
  const candidates = named(columns, EVENT_NAMES).filter(
    (column) => filled(column).length > 0 && column.type !== 'json' && namesThings(column),
  );
  // A row without an event name is lost, so a name on every row wins over a better-called one on some.
  const best = candidates.find((column) => emptyShare(column) < 0.02) ?? candidates[0];
  if (best !== undefined) {
    const rank = rankOf(best.name, EVENT_NAMES) ?? 0;
    const codes = filled(best).every((value) => /^\d+$/.test(value));
    const examples = [...new Set(filled(best))].slice(0, 3).join(', ');
    return {
      value: { column: best.name },
      reason: {
        field: 'event',
        reason: codes
          ? `«${best.name}» tells kinds of events by code (${examples}); the codes become the event names.`
          : `«${best.name}» holds a few names that repeat, such as ${examples}.`,
        confidence: codes || nameDepth(best.name) > 0 ? 'medium' : rank < 9 ? 'high' : 'medium',
      },
    };
  }
  const pages = columns.find((column) => rankOf(column.name, ['url', 'page_url', 'path', 'page_path']) !== undefined);
  return {
    value: { constant: pages === undefined ? 'Imported row' : '$pageview' },
    reason: {
      field: 'event',
      reason:
        pages === undefined
          ? 'No column names what happened, so every row becomes the same event. Give it a name that says what a row is.'
          : `No column names what happened; «${pages.name}» says that each row is a page view.`,
      confidence: pages === undefined ? 'low' : 'medium',
    },
  };
}

/** Event names are short and repeat. */
function namesThings(column: GuessColumn): boolean {
  const values = filled(column);
  if (values.some((value) => value.length > 200)) return false;
  const { distinct, rows } = column;
  if (distinct !== undefined && rows !== undefined && rows >= 50) return distinct <= Math.max(50, rows * 0.3);
  return values.length < 20 || new Set(values).size <= values.length * 0.8;
}

type Ids = Pick<ImportMap, 'distinctId' | 'anonymousId' | 'userId' | 'sessionId' | 'eventId'> & {
  readonly reasons: readonly GuessReason[];
};

function guessIds(columns: readonly GuessColumn[]): Ids | string {
  const scalars = columns.filter((column) => column.type !== 'json' && column.type !== 'time');
  const filledOnes = scalars.filter((column) => filled(column).length > 0);
  const user = named(filledOnes, USER_NAMES)[0];
  const anonymous = named(filledOnes, ANONYMOUS_NAMES).find((column) => column !== user);
  const session = named(filledOnes, SESSION_NAMES)[0];
  const eventId = named(filledOnes, EVENT_ID_NAMES).find(
    (column) => column !== user && column !== anonymous && nameDepth(column.name) === 0 && looksUnique(column),
  );
  // Of two ids the one on more rows keeps more rows; the known user wins a tie.
  const distinct =
    user !== undefined && anonymous !== undefined && emptyShare(anonymous) < emptyShare(user)
      ? anonymous
      : (user ?? anonymous ?? session);
  if (distinct === undefined) {
    return `None of the columns (${listed(columns)}) is named like an id of a person. Name the column that says whose events these are.`;
  }
  const both = user !== undefined && anonymous !== undefined;
  const reasons: GuessReason[] = [distinctReason(distinct, distinct === user, distinct === session)];
  if (both) {
    reasons.push({
      field: 'anonymousId',
      reason: `«${anonymous.name}» is named like the id of a browser or device; rows that carry «${user.name}» too join the two into one person.`,
      confidence: 'high',
    });
  }
  if (session !== undefined) {
    reasons.push({
      field: 'sessionId',
      reason: `«${session.name}» is the file's own session id; a change of it begins a session.`,
      confidence: 'high',
    });
  }
  if (eventId !== undefined) {
    reasons.push({
      field: 'eventId',
      reason: `«${eventId.name}» is different on every row, so importing the file again adds nothing twice.`,
      confidence: 'medium',
    });
  }
  return {
    distinctId: { column: distinct.name },
    ...(both ? { anonymousId: { column: anonymous.name }, userId: { column: user.name } } : {}),
    ...(session === undefined ? {} : { sessionId: { column: session.name } }),
    ...(eventId === undefined ? {} : { eventId: { column: eventId.name } }),
    reasons,
  };
}

function distinctReason(column: GuessColumn, isUser: boolean, isSession: boolean): GuessReason {
  const empty = emptyShare(column);
  const rest =
    empty > 0
      ? ` It is empty in ${Math.max(1, Math.round(empty * 100))} % of the rows looked at; those are rejected.`
      : '';
  if (isSession) {
    return {
      field: 'distinctId',
      reason: `No column names a person; each «${column.name}» counts as one.${rest}`,
      confidence: 'low',
    };
  }
  return {
    field: 'distinctId',
    reason: `«${column.name}» is named like the id of a ${isUser ? 'person' : 'browser or device'}.${rest}`,
    confidence: nameDepth(column.name) > 0 || !isUser || empty > 0 ? 'medium' : 'high',
  };
}
