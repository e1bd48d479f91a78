/** When a row of a generic file happened, as SQL: by its text and the map, by a typed column, or by what is said of the file. */
import { computeZoneTable } from '../base/time';
import { timeOfText } from '../base/time-text';
import { ensure } from '../base/assert';
import type { ElapsedUnit, ImportMap } from '../formats/import-map';
import type { NativeColumn } from './native-columns';
import { sqlName, sqlText } from './quote';

const UNIT_MS: Readonly<Record<ElapsedUnit, number>> = {
  milliseconds: 1,
  seconds: 1e3,
  minutes: 6e4,
  hours: 3.6e6,
  days: 8.64e7,
  weeks: 6.048e8,
};

const momentMs = (text: string): number => ensure(timeOfText(text), 'the moment of a checked map');

const NUMERIC_TIME = "'^[0-9]+([.][0-9]+)?$'";
const HAS_OFFSET = "'([zZ]|[+-][0-9]{2}(:?[0-9]{2})?|UTC|GMT)$'";

/** UTC ms as BIGINT, NULL where the text is no time as the map says that times are written. */
export function printTime(time: ImportMap['time'], text: string): string {
  if ('constant' in time) return `${momentMs(time.constant)}::BIGINT`;
  const number = `TRY_CAST(${text} AS DOUBLE)`;
  // Added before the cast: what lies beyond all times is none, and no overflow.
  if ('since' in time) return `TRY_CAST(round(${number} * ${UNIT_MS[time.unit]} + ${momentMs(time.since)}) AS BIGINT)`;
  const scaled = (factor: string): string => `TRY_CAST(round(${number} ${factor}) AS BIGINT)`;
  const zone = time.timezone ?? 'UTC';
  const local = (value: string): string => printLocalToUtc(`epoch_ms(${value})`, zone);
  // Text that states its offset means that, whatever the map's zone.
  const hasOffset = `CASE WHEN ends_with(${text}, 'Z') AND strlen(${text}) > 10 THEN true ELSE regexp_matches(substr(${text}, 11), ${HAS_OFFSET}) END`;
  const iso = `CASE WHEN ${hasOffset} THEN epoch_ms(TRY_CAST(${text} AS TIMESTAMPTZ)) ELSE ${local(`TRY_CAST(${text} AS TIMESTAMP)`)} END`;
  switch (time.format) {
    case 'epoch_s':
      return scaled('* 1000');
    case 'epoch_ms':
      return scaled('');
    case 'epoch_us':
      return scaled('/ 1000');
    case 'iso':
      return iso;
    case undefined:
      // By size: seconds until the year 5138, milliseconds until the year 5138 in microseconds.
      return `CASE WHEN regexp_matches(${text}, ${NUMERIC_TIME}) THEN CASE WHEN ${number} < 1e11 THEN ${scaled('* 1000')} WHEN ${number} < 1e14 THEN ${scaled('')} ELSE ${scaled('/ 1000')} END ELSE ${iso} END`;
    default:
      return local(`try_strptime(${text}, ${sqlText(time.format)})`);
  }
}

/**
 * Where the time has not to be read from text, since it is the same for all rows or a column of a typed file holds times:
 * whether a row has one, and which (UTC ms).
 */
export function printKnownTime(
  time: ImportMap['time'],
  columns: readonly NativeColumn[],
): { readonly isThere: string; readonly ms: string } | undefined {
  if ('constant' in time) return { isThere: 'true', ms: printTime(time, '') };
  if ('columns' in time || 'since' in time) return undefined;
  const found = columns.find(({ name }) => name === time.column);
  if (found?.type !== 'instant' && found?.type !== 'local' && found?.type !== 'date') return undefined;
  const column = sqlName(found.name);
  const isThere = `${column} IS NOT NULL`;
  if (found.type === 'instant') return { isThere, ms: `epoch_ms(${column})` };
  return { isThere, ms: printLocalToUtc(`epoch_ms(${column}::TIMESTAMP)`, time.timezone ?? 'UTC') };
}

/** Years that offsets are looked up for; times outside keep the nearest offset. */
const ZONE_FROM = Date.UTC(1970, 0, 1);
const ZONE_TO = Date.UTC(2050, 0, 1);

/** Local ms to UTC ms by the zone's transitions: integer arithmetic, no time-zone library in the database. */
function printLocalToUtc(local: string, zone: string): string {
  if (zone === 'UTC') return local;
  const table = computeZoneTable(zone, ZONE_FROM, ZONE_TO);
  const steps: string[] = [];
  for (let i = table.starts.length - 1; i > 0; i--) {
    const offset = table.offsets[i] as number;
    const before = table.offsets[i - 1] as number;
    // In a gap the time before the change never showed on a clock; in a fold the earlier reading is meant.
    const localStart = (table.starts[i] as number) + Math.max(offset, before);
    steps.push(`WHEN t >= ${localStart} THEN t - ${offset}`);
  }
  const first = table.offsets[0] ?? 0;
  // The lambda gives the time a name, so that it is read once and not once per transition.
  return steps.length === 0
    ? `${local} - ${first}`
    : `list_transform([${local}], lambda t: CASE ${steps.join(' ')} ELSE t - ${first} END)[1]`;
}
