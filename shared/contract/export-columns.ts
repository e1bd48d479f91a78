/** The columns of each thing that is exported, in their order: under these names they are asked for and stand in the file. */
import { PERSON_COLUMNS } from '../model/person';
import { SESSION_COLUMNS } from '../model/session';

/** `time` is UTC ms where it is stored; `json` an object as JSON text. */
export type ExportColumnType = 'text' | 'number' | 'time' | 'boolean' | 'json';

const EVENT_COLUMNS = {
  event_id: 'text',
  event: 'text',
  kind: 'text',
  timestamp: 'time',
  original_timestamp: 'time',
  sent_at: 'time',
  received_at: 'time',
  distinct_id: 'text',
  anonymous_id: 'text',
  user_id: 'text',
  session_id: 'text',
  groups: 'json',
  properties: 'json',
  source: 'text',
  project: 'text',
  lib: 'text',
  lib_version: 'text',
} as const satisfies Record<string, ExportColumnType>;

const GROUP_COLUMNS = {
  key: 'text',
  persons: 'number',
  events: 'number',
  firstSeen: 'time',
  lastSeen: 'time',
  properties: 'json',
} as const satisfies Record<string, ExportColumnType>;

export const EXPORT_COLUMNS = {
  events: EVENT_COLUMNS,
  sessions: SESSION_COLUMNS,
  persons: { ...PERSON_COLUMNS, properties: 'json' },
  groups: GROUP_COLUMNS,
} as const satisfies Record<string, Readonly<Record<string, ExportColumnType>>>;
export type TableWhat = keyof typeof EXPORT_COLUMNS;

/** Before the key of a property that is to be a column of its own. */
export const PROPERTY_PREFIX = 'properties.';

/** Whether rows of it carry properties. */
export const hasProperties = (what: TableWhat): boolean => 'properties' in EXPORT_COLUMNS[what];
