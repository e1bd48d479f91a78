/** Which columns the table of events shows, and which it asks for to show them. */
import { EVENT_COLUMNS, type EventColumn, type EventsSpec } from '../../../shared/insights/tables/spec';

/** What a spec that names no columns shows. */
export const USUAL_COLUMNS: readonly EventColumn[] = ['timestamp', 'event', 'person', 'session', 'page', 'source'];

/** The engine answers at most 50; one of them is what opens a row. */
export const MOST_COLUMNS = 49;

/** Opens a row; never a column by itself. */
const ROW_ID: EventColumn = 'eid';
/** The sign before the event's name. */
const SIGN: EventColumn = 'kind';

export const shownColumns = ({ columns }: EventsSpec): readonly string[] =>
  (columns ?? USUAL_COLUMNS).filter((column) => column !== ROW_ID);

/** The spec as it is sent: with what rows need beside what is seen of them. */
export function askedSpec(spec: EventsSpec): EventsSpec {
  const shown = shownColumns(spec).slice(0, MOST_COLUMNS - 1);
  const signs = shown.includes('event') && !shown.includes(SIGN) ? [SIGN] : [];
  return { ...spec, limit: 200, columns: [ROW_ID, ...signs, ...shown] as EventsSpec['columns'] };
}

/** The spec with a column more or less; columns of every event stay in their usual order, properties follow. */
export function toggleColumn(spec: EventsSpec, column: string): EventsSpec {
  const before = shownColumns(spec);
  const chosen = before.includes(column) ? before.filter((each) => each !== column) : [...before, column];
  if (chosen.length === 0) return spec;
  const own = Object.keys(EVENT_COLUMNS).filter((each) => chosen.includes(each));
  const columns = [...own, ...chosen.filter((each) => !own.includes(each))].slice(0, MOST_COLUMNS - 1);
  if (columns.join('\n') !== USUAL_COLUMNS.join('\n')) return { ...spec, columns: columns as EventsSpec['columns'] };
  const { columns: _usual, ...rest } = spec;
  return rest;
}
