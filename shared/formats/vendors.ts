/** The vendors' exports that are understood. Where two claim a file, the first is asked first: the stricter one. */
import { amplitudeExport } from './amplitude/export';
import { ga4BigQuery } from './ga4/bigquery';
import type { Vendor } from './import-map';
import { mixpanelExport, mixpanelTable } from './mixpanel/events';
import { mixpanelMappings, mixpanelPeople } from './mixpanel/people';
import { postHogEvents } from './posthog/events';
import { rudderStackLog, segmentLog } from './segment/log';
import { snowplowEnriched, snowplowMicro } from './snowplow/enriched';
import type { FileOutline, VendorFormat } from './vendor';

export const VENDOR_FORMATS: readonly VendorFormat[] = [
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
  mixpanelPeople,
];

export interface Recognised {
  readonly format: VendorFormat;
  readonly reason: string;
}

/** The export that the file is, of the named vendor where one is named; undefined where it is none that is known. */
export function recogniseVendor(outline: FileOutline, vendor?: Vendor): Recognised | undefined {
  for (const format of VENDOR_FORMATS) {
    if (vendor !== undefined && format.vendor !== vendor) continue;
    const reason = format.recognise(outline);
    if (reason !== undefined) return { format, reason };
  }
  return undefined;
}
