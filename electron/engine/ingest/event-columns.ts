/** Events as columns of `events`, in their order: one array a column, none a row. */
import { campaignOf, hasOperations, isServerEvent, pageOf } from '../../../shared/model/derived';
import type { CanonicalEvent } from '../../../shared/model/event';
import { storableJson, storableText } from '../store/event-row';
import type { WriteColumn } from '../store/write-columns';
import type { EventHash } from './event-hash';

const text = (value: string | undefined): string | null => (value === undefined ? null : storableText(value));

/** `hashes` are those of the events' ids; the first event gets the number `firstEid`. */
export function eventColumns(
  events: readonly CanonicalEvent[],
  hashes: readonly EventHash[],
  firstEid: number,
): WriteColumn[] {
  const texts = (of: (event: CanonicalEvent) => string | null): WriteColumn => ({
    type: 'text',
    values: events.map(of),
  });
  const times = (of: (event: CanonicalEvent) => number | undefined): WriteColumn => ({
    type: 'i64',
    values: Float64Array.from(events, (event) => of(event) ?? Number.NaN),
    missing: Number.NaN,
  });
  const flags = (of: (event: CanonicalEvent) => boolean): WriteColumn => ({
    type: 'bool',
    values: Uint8Array.from(events, (event) => (of(event) ? 1 : 0)),
  });
  const words = new Uint32Array(2 * hashes.length);
  for (const [i, { high, low }] of hashes.entries()) {
    words[2 * i] = low;
    words[2 * i + 1] = high;
  }
  return [
    { type: 'u32', values: Uint32Array.from(events, (_, i) => firstEid + i) },
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
    texts(({ groups }) => storableJson(groups)),
    texts(({ properties }) => storableJson(properties)),
    texts(({ source }) => storableText(source)),
    texts(({ project }) => text(project)),
    texts(({ lib }) => text(lib)),
    texts(({ lib_version }) => text(lib_version)),
    // Of no import.
    { type: 'u32', values: new Uint32Array(events.length), missing: 0 },
    texts(({ kind, properties }) => text(pageOf(kind, properties))),
    flags(({ lib, properties }) => isServerEvent(lib, properties)),
    texts(({ properties }) => text(campaignOf(properties))),
    flags(({ properties }) => hasOperations(properties)),
  ];
}
