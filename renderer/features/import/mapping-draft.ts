/** The mapping as the form edits it, and its way to and from an import map. Pure. */
import type { GuessColumn, MapGuess } from '../../../shared/formats/guess';
import { findElapsed } from '../../../shared/formats/guess-elapsed';
import { formatWithClock, mostlyTimeKindOf, timeKindOf } from '../../../shared/formats/guess-time';
import {
  type ElapsedUnit,
  importMapSchema,
  type ImportMap,
  momentSchema,
  timeColumns,
} from '../../../shared/formats/import-map';
import type { LookMapping } from '../../workers/quicklook/messages';

/** Empty texts stand for «not chosen». */
export interface MappingDraft {
  readonly timeFrom: TimeFrom;
  readonly timeColumn: string;
  /** A second column with the clock time, where the first holds days only. */
  readonly clockColumn: string;
  /** `iso`, an epoch unit or a strptime pattern. */
  readonly timeFormat: string;
  /** IANA name for times without an offset. */
  readonly timezone: string;
  /** Where the column counts from a start: which unit, and from when; of `constant` the one time of all rows. */
  readonly unit: ElapsedUnit;
  readonly moment: string;
  /** A column, or with `constant` the one name of all rows. */
  readonly event: { readonly from: 'column' | 'constant'; readonly value: string };
  /** Of rows that are several events: the other columns that hold times, and what happened then. */
  readonly also: readonly AlsoEvent[];
  readonly distinctId: string;
  readonly anonymousId: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly eventId: string;
  /** Texts that mean nothing is there. */
  readonly nulls: readonly string[];
}

/** A column of times, one that counts from a start, or one moment for all rows. */
export type TimeFrom = 'column' | 'since' | 'constant';

export interface AlsoEvent {
  readonly column: string;
  readonly event: string;
}

export type IdField = 'distinctId' | 'anonymousId' | 'userId' | 'sessionId' | 'eventId';

export const EMPTY_DRAFT: MappingDraft = {
  timeFrom: 'column',
  timeColumn: '',
  clockColumn: '',
  timeFormat: 'iso',
  timezone: 'UTC',
  unit: 'hours',
  moment: '',
  event: { from: 'column', value: '' },
  also: [],
  distinctId: '',
  anonymousId: '',
  userId: '',
  sessionId: '',
  eventId: '',
  nulls: [],
};

/** A draft with what is known; the rest stays to be chosen. */
export function draftOf(map: Partial<ImportMap>): MappingDraft {
  const { event } = map;
  return {
    ...timeParts(map.time),
    event:
      event === undefined
        ? EMPTY_DRAFT.event
        : 'column' in event
          ? { from: 'column', value: event.column }
          : { from: 'constant', value: event.constant },
    also: map.also ?? [],
    distinctId: map.distinctId?.column ?? '',
    anonymousId: map.anonymousId?.column ?? '',
    userId: map.userId?.column ?? '',
    sessionId: map.sessionId?.column ?? '',
    eventId: map.eventId?.column ?? '',
    nulls: map.nulls ?? [],
  };
}

type TimeParts = Pick<
  MappingDraft,
  'timeFrom' | 'timeColumn' | 'clockColumn' | 'timeFormat' | 'timezone' | 'unit' | 'moment'
>;

const NO_TIME: TimeParts = {
  timeFrom: 'column',
  timeColumn: '',
  clockColumn: '',
  timeFormat: 'iso',
  timezone: 'UTC',
  unit: 'hours',
  moment: '',
};

function timeParts(time: ImportMap['time'] | undefined): TimeParts {
  if (time === undefined) return NO_TIME;
  if ('constant' in time) return { ...NO_TIME, timeFrom: 'constant', moment: time.constant };
  if ('since' in time) {
    return { ...NO_TIME, timeFrom: 'since', timeColumn: time.column, unit: time.unit, moment: time.since };
  }
  const [timeColumn = '', clockColumn = ''] = timeColumns(time);
  return { ...NO_TIME, timeColumn, clockColumn, timeFormat: time.format ?? 'iso', timezone: time.timezone ?? 'UTC' };
}

/** What was guessed, whole or in part; a column that may count from a start is chosen, the start is left to be said. */
export function draftOfGuess({ map, parts, elapsed }: Pick<MapGuess, 'map' | 'parts' | 'elapsed'>): MappingDraft {
  const draft = draftOf(map ?? parts ?? {});
  return map === undefined && elapsed !== undefined ? withTimeFrom(draft, 'since', elapsed) : draft;
}

/**
 * Only rows that are named by hand are several events; named by a column they are the one that it names. Of one moment
 * they cannot be told apart.
 */
const alsoOf = ({ event, also, timeFrom }: MappingDraft): readonly AlsoEvent[] =>
  event.from === 'constant' && timeFrom !== 'constant' ? also : [];

/** The map, or undefined while something needed is not chosen or not valid. */
export function mapOf(draft: MappingDraft): ImportMap | undefined {
  const { event } = draft;
  const optional = (field: Exclude<IdField, 'distinctId'>): Record<string, unknown> =>
    draft[field] === '' ? {} : { [field]: { column: draft[field] } };
  const parsed = importMapSchema.safeParse({
    time: timeOf(draft),
    event: event.from === 'column' ? { column: event.value } : { constant: event.value },
    ...(alsoOf(draft).length === 0 ? {} : { also: alsoOf(draft) }),
    distinctId: { column: draft.distinctId },
    ...optional('anonymousId'),
    ...optional('userId'),
    ...optional('sessionId'),
    ...optional('eventId'),
    ...(draft.nulls.length === 0 ? {} : { nulls: draft.nulls }),
  });
  return parsed.success ? parsed.data : undefined;
}

function timeOf({ timeFrom, timeColumn, clockColumn, timeFormat, timezone, unit, moment }: MappingDraft): unknown {
  if (timeFrom === 'constant') return { constant: moment.trim() };
  if (timeFrom === 'since') return { column: timeColumn, since: moment.trim(), unit };
  const zone = timezone === 'UTC' ? {} : { timezone };
  return clockColumn === ''
    ? { column: timeColumn, format: timeFormat, ...zone }
    : { columns: [timeColumn, clockColumn], ...(timeFormat === 'iso' ? {} : { format: timeFormat }), ...zone };
}

/** Whether a text is a day, or a day and a time. */
export const isMoment = (text: string): boolean => momentSchema.safeParse(text.trim()).success;

function missingTime({ timeFrom, timeColumn, moment }: MappingDraft): string | undefined {
  if (timeFrom !== 'constant' && timeColumn === '') {
    return timeFrom === 'since'
      ? 'Choose the column that counts from a start.'
      : 'Choose the column that says when each event happened, or say it of all rows.';
  }
  if (timeFrom === 'column' || isMoment(moment)) return undefined;
  return timeFrom === 'since'
    ? `Say when the counting of «${timeColumn}» began.`
    : 'Say when all rows happened. Events of one person then have no order.';
}

/** What is still missing, as a sentence; undefined where the draft is whole. */
export function missingIn(draft: MappingDraft): string | undefined {
  const time = missingTime(draft);
  if (time !== undefined) return time;
  if (draft.event.value.trim() === '') {
    return draft.event.from === 'column'
      ? 'Choose the column that names the events, or give all rows one name.'
      : 'Type the name that every row gets as an event.';
  }
  if (alsoOf(draft).some(({ column, event }) => column === '' || event.trim() === '')) {
    return 'Choose a column and a name for each further event of a row, or take it away.';
  }
  if (draft.distinctId === '') return 'Choose the column that says whose events these are.';
  if (mapOf(draft) === undefined) return 'The time format is neither one of the list nor a pattern such as %d.%m.%Y.';
  return undefined;
}

/** Another time column brings its own format along, where its values tell it. */
export function withTimeColumn(draft: MappingDraft, column: string, samples: readonly string[]): MappingDraft {
  const kind = timeKindOf(samples) ?? mostlyTimeKindOf(samples)?.kind;
  return { ...draft, timeColumn: column, timeFormat: kind?.format ?? draft.timeFormat, clockColumn: '' };
}

/** Times from elsewhere; what may count from a start is chosen with its unit. */
export function withTimeFrom(draft: MappingDraft, timeFrom: TimeFrom, elapsed: MapGuess['elapsed']): MappingDraft {
  const { timeFormat, timezone, moment } = draft;
  const next = { ...draft, ...NO_TIME, timeFormat, timezone, moment, timeFrom };
  return timeFrom === 'since' && elapsed !== undefined
    ? { ...next, timeColumn: elapsed.column, unit: elapsed.unit }
    : next;
}

/** Another column that counts from the start; its name and numbers may tell the unit. */
export const withElapsedColumn = (draft: MappingDraft, column: GuessColumn): MappingDraft => ({
  ...draft,
  timeColumn: column.name,
  unit: findElapsed([column])?.unit ?? draft.unit,
});

/** Another column with the clock times, or none; what is written then tells the format, where the samples do. */
export function withClockColumn(
  draft: MappingDraft,
  clockColumn: string,
  samples: { readonly days: readonly string[]; readonly clocks: readonly string[] },
): MappingDraft {
  const day = mostlyTimeKindOf(samples.days)?.kind;
  const format = clockColumn === '' ? day?.format : day && formatWithClock(day, samples.clocks);
  return { ...draft, clockColumn, timeFormat: format ?? draft.timeFormat };
}

/** Whether a clock column can make the time whole: the time column holds days alone, or one is chosen already. */
export const wantsClock = (draft: MappingDraft, days: readonly string[]): boolean =>
  draft.clockColumn !== '' || mostlyTimeKindOf(days)?.kind.dateOnly === true;

/** The part of a mapping that the quick look can follow. */
export function lookMappingOf(draft: MappingDraft): LookMapping {
  return {
    time: lookTimeOf(draft),
    event: draft.event.from === 'column' ? { column: draft.event.value } : { constant: draft.event.value },
    ...(alsoOf(draft).length === 0 ? {} : { also: alsoOf(draft) }),
    distinctId: draft.distinctId,
    ...(draft.nulls.length === 0 ? {} : { nulls: draft.nulls }),
  };
}

function lookTimeOf({
  timeFrom,
  timeColumn,
  clockColumn,
  timeFormat,
  unit,
  moment,
}: MappingDraft): LookMapping['time'] {
  if (timeFrom === 'constant') return { constant: moment.trim() };
  if (timeFrom === 'since') return { column: timeColumn, since: moment.trim(), unit };
  return { columns: clockColumn === '' ? [timeColumn] : [timeColumn, clockColumn], format: timeFormat };
}

/** What a column is used for, in words; undefined where it becomes a property. */
export function roleOf(draft: MappingDraft, column: string): string | undefined {
  if (column === draft.timeColumn || column === draft.clockColumn) return 'time';
  if (alsoOf(draft).some((each) => each.column === column)) return 'time';
  if (draft.event.from === 'column' && column === draft.event.value) return 'event';
  if (column === draft.distinctId) return 'distinct id';
  if (column === draft.userId) return 'user id';
  if (column === draft.anonymousId) return 'anonymous id';
  if (column === draft.sessionId) return 'session';
  return column === draft.eventId ? 'event id' : undefined;
}
