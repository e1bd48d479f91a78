/** Events as columns of `events`, in their order: one array a column, none a row. */
import {
  CAMPAIGN_KEYS,
  campaignOf,
  hasOperations,
  isServerEvent,
  pageOf,
  SERVER_PROPERTY,
} from '../../../shared/model/derived';
import { PROPERTY_OPERATIONS } from '../../../shared/model/person';
import { type Column, type EventTable, isColumn, valueAt } from '../../journal/event-table';
import { storableJson, storableText } from '../store/event-row';
import type { WriteColumn } from '../store/write-columns';

/** Where none of these is a key of the JSON text, at any depth, nothing but the page is worked out of the properties. */
export const TELLING = new RegExp(
  `"(?:${[SERVER_PROPERTY, ...CAMPAIGN_KEYS, ...PROPERTY_OPERATIONS].map((key) => key.replace('$', '\\$')).join('|')})":`,
);

interface Derived {
  readonly page: (string | null)[];
  readonly isServer: Uint8Array;
  readonly campaign: (string | null)[];
  readonly hasOperations: Uint8Array;
}

function derive(table: EventTable): Derived {
  const { heads, length } = table;
  const page = Array.from({ length }, (): string | null => null);
  const campaign = [...page];
  const isServer = new Uint8Array(length);
  const operations = new Uint8Array(length);
  const text = (value: string | undefined): string | null => (value === undefined ? null : storableText(value));
  let lib: string | null = null;
  let isServerLib = false;
  for (let i = 0; i < length; i++) {
    const kind = valueAt(heads.kind, i) ?? '';
    const ofEvent = valueAt(heads.lib, i);
    if (ofEvent !== lib) {
      lib = ofEvent;
      isServerLib = isServerEvent(lib ?? undefined, {});
    }
    const isPage = kind === 'page' || kind === 'screen';
    const tells = TELLING.test(table.properties[i] ?? '');
    if (isServerLib) isServer[i] = 1;
    if (!tells && !isPage) continue;
    const properties = table.propertiesAt(i);
    page[i] = text(pageOf(kind, properties));
    if (!tells) continue;
    if (isServerEvent(lib ?? undefined, properties)) isServer[i] = 1;
    campaign[i] = text(campaignOf(properties));
    if (hasOperations(properties)) operations[i] = 1;
  }
  return { page, isServer, campaign, hasOperations: operations };
}

/** `hashes` are those of the events' ids, two words each; the first event gets the number `firstEid`. */
export function eventColumns(table: EventTable, hashes: Uint32Array, firstEid: number): WriteColumn[] {
  const { heads, length, isStorable } = table;
  const derived = derive(table);
  const texts = (column: Column<string> | undefined): WriteColumn => {
    if (!isColumn(column)) return { type: 'same text', value: column === undefined ? null : storableText(column) };
    return { type: 'text', values: isStorable ? column : column.map((value) => value && storableText(value)) };
  };
  const times = (column: Column<number> | undefined): WriteColumn => {
    const values = new Float64Array(length);
    if (!isColumn(column)) values.fill(column ?? Number.NaN);
    else for (let i = 0; i < length; i++) values[i] = column[i] ?? Number.NaN;
    return { type: 'i64', values, missing: Number.NaN };
  };
  return [
    { type: 'u32', values: Uint32Array.from({ length }, (_, i) => firstEid + i) },
    texts(heads.event_id),
    { type: 'u64', values: hashes },
    times(heads.timestamp),
    times(heads.original_timestamp),
    times(heads.sent_at),
    times(heads.received_at),
    texts(heads.event),
    texts(heads.kind),
    texts(heads.distinct_id),
    texts(heads.anonymous_id),
    texts(heads.user_id),
    texts(heads.session_id),
    groupTexts(table),
    { type: 'text', values: table.properties },
    texts(heads.source),
    texts(heads.project),
    texts(heads.lib),
    texts(heads.lib_version),
    // Of no import.
    { type: 'u32', values: new Uint32Array(length), missing: 0 },
    { type: 'text', values: derived.page },
    { type: 'bool', values: derived.isServer },
    { type: 'text', values: derived.campaign },
    { type: 'bool', values: derived.hasOperations },
  ];
}

/** Few events belong to a group. */
const groupTexts = ({ heads: { groups } }: EventTable): WriteColumn =>
  groups === undefined ? { type: 'same text', value: '{}' } : { type: 'text', values: groups.map(storableJson) };
