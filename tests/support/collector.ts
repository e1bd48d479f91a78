/** A collector on a port of its own, with an engine whose answers the test decides. */
import { startCollector, type Collector, type CollectorOptions } from '../../electron/collector/collector';
import { SILENT_LOGGER } from '../../electron/log/logger';
import type { IngestBatch } from '../../shared/contract/engine';

const open: Collector[] = [];

/** To be called after each test. */
export async function closeCollectors(): Promise<void> {
  await Promise.all(open.splice(0).map((collector) => collector.close()));
}

/** All that it hands on stands in `batches`, and is stored where nothing else is said. */
export async function openCollector(
  options: Partial<CollectorOptions> = {},
): Promise<Collector & { readonly batches: IngestBatch[] }> {
  const batches: IngestBatch[] = [];
  const collector = await startCollector({
    port: 0,
    log: SILENT_LOGGER,
    ingest: (batch) => {
      batches.push(batch);
      return Promise.resolve({ stored: batch.events.length, duplicates: 0 });
    },
    ...options,
  });
  open.push(collector);
  return { ...collector, batches };
}
