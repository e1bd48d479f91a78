/** The mapping as the form edits it, and its way to and from an import map. Pure. */
import { formatWithClock, mostlyTimeKindOf, timeKindOf } from '../../../shared/formats/guess-time';
import { importMapSchema, type ImportMap, timeColumns } from '../../../shared/formats/import-map';
import type { LookMapping } from '../../workers/quicklook/messages';

/** Empty texts stand for «not chosen». */
export interface MappingDraft {
  readonly timeColumn: string;
  /** A second column with the clock time, where the first holds days only. */
  readonly clockColumn: string;
  /** `iso`, an epoch unit or a strptime pattern. */
  readonly timeFormat: string;
  /** IANA name for times without an offset. */
  readonly timezone: string;
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

export interface AlsoEvent {
  readonly column: string;
  readonly event: string;
}

export type IdField = 'distinctId' | 'anonymousId' | 'userId' | 'sessionId' | 'eventId';

export const EMPTY_DRAFT: MappingDraft = {
  timeColumn: '',
  clockColumn: '',
  timeFormat: 'iso',
  timezone: 'UTC',
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
  // A time that no column holds is not edited here.
  const time = map.time === undefined || 'constant' in map.time || 'since' in map.time ? undefined : map.time;
  const [timeColumn = '', clockColumn = ''] = time === undefined ? [] : timeColumns(time);
  return {
    timeColumn,
    clockColumn,
    timeFormat: time?.format ?? 'iso',
    timezone: time?.timezone ?? 'UTC',
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

/** Only rows that are named by hand are several events; named by a column they are the one that it names. */
const alsoOf = ({ event, also }: MappingDraft): readonly AlsoEvent[] => (event.from === 'constant' ? also : []);

/** The map, or undefined while something needed is not chosen or not valid. */
export function mapOf(draft: MappingDraft): ImportMap | undefined {
  const { timeColumn, clockColumn, timeFormat, timezone, event } = draft;
  const zone = timezone === 'UTC' ? {} : { timezone };
  const optional = (field: Exclude<IdField, 'distinctId'>): Record<string, unknown> =>
    draft[field] === '' ? {} : { [field]: { column: draft[field] } };
  const parsed = importMapSchema.safeParse({
    time:
      clockColumn === ''
        ? { column: timeColumn, format: timeFormat, ...zone }
        : { columns: [timeColumn, clockColumn], ...(timeFormat === 'iso' ? {} : { format: timeFormat }), ...zone },
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

/** What is still missing, as a sentence; undefined where the draft is whole. */
export function missingIn(draft: MappingDraft): string | undefined {
  if (draft.timeColumn === '') return 'Choose the column that says when each event happened.';
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
    time: {
      columns: draft.clockColumn === '' ? [draft.timeColumn] : [draft.timeColumn, draft.clockColumn],
      format: draft.timeFormat,
    },
    event: draft.event.from === 'column' ? { column: draft.event.value } : { constant: draft.event.value },
    ...(alsoOf(draft).length === 0 ? {} : { also: alsoOf(draft) }),
    distinctId: draft.distinctId,
    ...(draft.nulls.length === 0 ? {} : { nulls: draft.nulls }),
  };
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
