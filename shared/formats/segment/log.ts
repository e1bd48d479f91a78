/**
 * The raw logs of Segment and RudderStack: one call of the specification per line, all calls mixed. `timestamp` is
 * corrected for the sender's clock already; `originalTimestamp` is what that clock showed (FEATURES §1.20).
 */
import { CALLS, decodeCall, userAgentReader } from '../../protocols/segment/event';
import { reject } from '../../protocols/reading';
import type { Json, JsonObject } from '../../model/json';
import { firstOf, objectOf, timeOf } from '../rows';
import { firstValue, type FileOutline, hasColumns, type RowReading, type VendorFormat } from '../vendor';

export type Source = 'segment' | 'rudderstack';

const OBJECTS = ['context', 'properties', 'traits', 'integrations'];

/** A line of either: the calls look alike but for what RudderStack adds. */
function isLog(outline: FileOutline): boolean {
  const call = firstValue(outline, 'type');
  return hasColumns(outline, ['type', 'messageId']) && CALLS.some((name) => name === call);
}

/** RudderStack's servers add an id of their own, and its SDKs say through which channel a call came. */
const isRudder = ({ columns }: FileOutline): boolean =>
  columns.some(({ name }) => name === 'rudderId' || name === 'channel');

export const rudderStackLog: VendorFormat = {
  vendor: 'rudderstack',
  title: 'RudderStack log',
  recognise: (outline) =>
    isLog(outline) && isRudder(outline)
      ? 'Its lines are calls («type», «messageId») with RudderStack’s «rudderId» or «channel».'
      : undefined,
  readsRowsAlone: true,
  reader: logReader('rudderstack'),
};

export const segmentLog: VendorFormat = {
  vendor: 'segment',
  title: 'Segment log',
  recognise: (outline) =>
    isLog(outline) ? 'Its lines are calls of the Segment specification: «type» and «messageId».' : undefined,
  readsRowsAlone: true,
  reader: logReader('segment'),
};

function logReader(source: Source): VendorFormat['reader'] {
  return (importedAt) => {
    const userAgent = userAgentReader();
    return (row) => {
      // The row is ours alone.
      for (const name of OBJECTS) if (name in row) row[name] = objectOf(row[name]);
      return readCall(row, importedAt, source, userAgent);
    };
  };
}

/** One call as the servers wrote it down. */
export function readCall(
  item: JsonObject,
  importedAt: number,
  source: Source,
  userAgent: (text: string) => Record<string, Json>,
): RowReading {
  const given = firstOf(item, ['timestamp', 'originalTimestamp']);
  const time = timeOf(given);
  if (time === undefined) {
    const isMissing = given === undefined;
    const said = isMissing ? 'The time is missing.' : '`timestamp` is no time.';
    return { events: [], rejects: [reject(isMissing ? 'missing_time' : 'invalid_time', said, 'timestamp', '')] };
  }
  // Without the sender's clock nothing is corrected a second time.
  const sent = timeOf(item['sentAt']);
  item['sentAt'] = null;
  item['timestamp'] = time;
  const decoded = decodeCall(item, '', {
    receivedAt: timeOf(item['receivedAt']) ?? importedAt,
    sentAt: undefined,
    project: undefined,
    source,
    call: undefined,
    newId: () => '',
    userAgent,
  });
  if (!decoded.ok) return { events: [], rejects: [decoded.error] };
  const original = timeOf(item['originalTimestamp']);
  const corrected = original !== undefined && original !== decoded.value.timestamp;
  const event = {
    ...decoded.value,
    ...(sent === undefined ? {} : { sent_at: sent }),
    ...(corrected ? { original_timestamp: original } : {}),
  };
  return { events: [event], rejects: [] };
}
