/** Loads the sample product: generated, not shipped; stored like captured events, so that loading it again adds none. */
import type { ImportProgress } from '../../../shared/contract/commands';
import { generateSample, SAMPLE_OPTIONS } from '../../../shared/sample/generate';
import type { Writer } from '../ingest/writer';
import type { LiveHub } from '../live-hub';
import type { Imports } from './imports';

const BATCH = 5_000;

export async function* loadSample(
  writer: Writer,
  imports: Imports,
  hub: Pick<LiveHub, 'changed'>,
  signal: AbortSignal,
): AsyncGenerator<ImportProgress> {
  const started = Date.now();
  const elapsedSeconds = (): number => Math.max(0.001, (Date.now() - started) / 1000);
  yield { type: 'progress', phase: 'reading', share: 0, rows: 0, rowsPerSecond: 0 };
  const events = generateSample(SAMPLE_OPTIONS);
  let imported = 0;
  let duplicates = 0;
  for (let from = 0; from < events.length && !signal.aborted; from += BATCH) {
    const part = { events: events.slice(from, from + BATCH), rejects: [] };
    const [answer] = await writer.store([part], { announce: false });
    imported += answer?.stored ?? 0;
    duplicates += answer?.duplicates ?? 0;
    const rows = imported + duplicates;
    yield {
      type: 'progress',
      phase: 'storing',
      share: 0.1 + (0.85 * rows) / events.length,
      rows,
      rowsPerSecond: Math.round(rows / elapsedSeconds()),
    };
  }
  const rows = imported + duplicates;
  yield { type: 'progress', phase: 'indexing', share: 0.97, rows, rowsPerSecond: Math.round(rows / elapsedSeconds()) };
  const totals = await imports.totals();
  // Said once it is indexed: who asks again on this must not find events without persons and dates.
  hub.changed();
  yield {
    type: 'done',
    report: {
      files: 0,
      rows,
      imported,
      duplicates,
      skipped: 0,
      rejected: 0,
      rejects: [],
      ...totals,
      elapsedMs: Date.now() - started,
    },
  };
}
