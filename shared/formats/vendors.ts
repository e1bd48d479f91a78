/** The vendors' exports that are understood. Where two claim a file, the first is asked first: the stricter one. */
import { amplitudeExport } from './amplitude/export';
import { countlyEvents, countlyUsers } from './countly/drill';
import { ga4BigQuery } from './ga4/bigquery';
import { harLog } from './har/log';
import { heapTables } from './heap/tables';
import type { Vendor } from './import-map';
import { matomoLive } from './matomo/live';
import { mixpanelExport, mixpanelTable } from './mixpanel/events';
import { mixpanelMappings, mixpanelPeople } from './mixpanel/people';
import { postHogEvents } from './posthog/events';
import { postHogPersons } from './posthog/persons';
import { postHogTable } from './posthog/table';
import { postHogRecording, rrwebRecording } from './rrweb/recording';
import { rudderStackLog, segmentLog } from './segment/log';
import { warehouseTables } from './segment/warehouse';
import { snowplowEnriched, snowplowMicro } from './snowplow/enriched';
import { umamiEvents } from './umami/csv';
import { umamiData } from './umami/data';
import { inLowerCase, isInCapitals, withCapitals } from './capitals';
import { waymarkEvents } from './waymark/events';
import type { FileOutline, VendorFormat } from './vendor';

export const VENDOR_FORMATS: readonly VendorFormat[] = [
  waymarkEvents,
  postHogEvents,
  rudderStackLog,
  segmentLog,
  snowplowEnriched,
  snowplowMicro,
  ga4BigQuery,
  amplitudeExport,
  mixpanelExport,
  mixpanelTable,
  mixpanelMappings,
  postHogPersons,
  mixpanelPeople,
  postHogTable,
  matomoLive,
  umamiEvents,
  ...umamiData,
  countlyEvents,
  countlyUsers,
  harLog,
  postHogRecording,
  rrwebRecording,
  ...heapTables,
  ...warehouseTables,
];

export interface Recognised {
  readonly format: VendorFormat;
  readonly reason: string;
}

/** The export that the file is, of the named vendor where one is named; undefined where it is none that is known. */
export function recogniseVendor(outline: FileOutline, vendor?: Vendor): Recognised | undefined {
  const found = firstOf(outline, vendor);
  if (found !== undefined || !isInCapitals(outline)) return found;
  const lower = firstOf(inLowerCase(outline), vendor);
  return lower === undefined ? undefined : { ...lower, format: withCapitals(lower.format) };
}

function firstOf(outline: FileOutline, vendor: Vendor | undefined): Recognised | undefined {
  for (const format of VENDOR_FORMATS) {
    if (vendor !== undefined && format.vendor !== vendor) continue;
    const reason = format.recognise(outline);
    if (reason !== undefined) return { format, reason };
  }
  return undefined;
}
