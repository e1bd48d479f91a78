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
import type { EventHead } from '../../journal/entry';
import { storableJson, storableText } from '../store/event-row';
import type { WriteColumn } from '../store/write-columns';
import type { EventHash } from './event-hash';
import type { IncomingEvent } from './incoming-event';

const text = (value: string | undefined): string | null => (value === undefined ? null : storableText(value));

/** Few events belong to a group. */
function groupsText(groups: EventHead['groups']): string {
  for (const _type in groups) return storableJson(groups);
  return '{}';
}

/** Where none of these is a key of the JSON text, at any depth, nothing but the page is worked out of the properties. */
const TELLING = new RegExp(
  `"(?:${[SERVER_PROPERTY, ...CAMPAIGN_KEYS, ...PROPERTY_OPERATIONS].map((key) => key.replace('$', '\\$')).join('|')})":`,
);

interface Derived {
  readonly page: string | undefined;
  readonly isServer: boolean;
  readonly campaign: string | undefined;
  readonly hasOperations: boolean;
}

function derive(event: IncomingEvent): Derived {
  const { kind, lib } = event.head;
  const tells = TELLING.test(event.text);
  const properties = tells || kind === 'page' || kind === 'screen' ? event.properties : {};
  return {
    page: pageOf(kind, properties),
    isServer: isServerEvent(lib, properties),
    campaign: tells ? campaignOf(properties) : undefined,
    hasOperations: tells && hasOperations(properties),
  };
}

/** `hashes` are those of the events' ids; the first event gets the number `firstEid`. */
export function eventColumns(
  events: readonly IncomingEvent[],
  hashes: readonly EventHash[],
  firstEid: number,
): WriteColumn[] {
  const heads = events.map(({ head }) => head);
  const derived = events.map(derive);
  const texts = (of: (event: EventHead) => string | null): WriteColumn => ({ type: 'text', values: heads.map(of) });
  const times = (of: (event: EventHead) => number | undefined): WriteColumn => {
    const values = new Float64Array(heads.length);
    for (const [i, head] of heads.entries()) values[i] = of(head) ?? Number.NaN;
    return { type: 'i64', values, missing: Number.NaN };
  };
  const flags = (of: (derived: Derived) => boolean): WriteColumn => {
    const values = new Uint8Array(derived.length);
    for (const [i, each] of derived.entries()) values[i] = of(each) ? 1 : 0;
    return { type: 'bool', values };
  };
  const words = new Uint32Array(2 * hashes.length);
  for (const [i, { high, low }] of hashes.entries()) {
    words[2 * i] = low;
    words[2 * i + 1] = high;
  }
  return [
    { type: 'u32', values: Uint32Array.from(heads.keys(), (i) => firstEid + i) },
    texts(({ event_id }) => storableText(event_id)),
    { type: 'u64', values: words },
    times(({ timestamp }) => timestamp),
    times(({ original_timestamp }) => original_timestamp),
    times(({ sent_at }) => sent_at),
    times(({ received_at }) => received_at),
    texts(({ event }) => storableText(event)),
    texts(({ kind }) => kind),
    texts(({ distinct_id }) => storableText(distinct_id)),
    texts(({ anonymous_id }) => text(anonymous_id)),
    texts(({ user_id }) => text(user_id)),
    texts(({ session_id }) => text(session_id)),
    texts(({ groups }) => groupsText(groups)),
    { type: 'text', values: events.map((event) => event.text) },
    texts(({ source }) => storableText(source)),
    texts(({ project }) => text(project)),
    texts(({ lib }) => text(lib)),
    texts(({ lib_version }) => text(lib_version)),
    // Of no import.
    { type: 'u32', values: new Uint32Array(events.length), missing: 0 },
    { type: 'text', values: derived.map(({ page }) => text(page)) },
    flags(({ isServer }) => isServer),
    { type: 'text', values: derived.map(({ campaign }) => text(campaign)) },
    flags((each) => each.hasOperations),
  ];
}
