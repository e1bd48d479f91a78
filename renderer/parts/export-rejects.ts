/** Takes rejects out as a file: JSON lines with all there is of them, or a table for a spreadsheet. */
import type { RejectFilter, WholeReject } from '../../shared/contract/rejects';
import { openStream } from '../data/client';
import { formatCount, formatPlural } from '../ui/number-format';
import { toast } from '../ui/toast-store';
import { printCsv } from './csv';
import { saveText } from './save-text';

/** More than these are for the command line, not for a page's memory. */
const MAX_REJECTS = 200_000;

const COLUMNS = ['place', 'code', 'message', 'raw', 'received', 'source'] as const;

/** `name` is the file's, without its extension. */
export async function exportRejects(filter: RejectFilter, name: string, format: 'jsonl' | 'csv'): Promise<void> {
  const rejects: WholeReject[] = [];
  const full = new AbortController();
  const ended = await openStream(
    'rejects.export',
    filter,
    (reject) => {
      if (rejects.length >= MAX_REJECTS) full.abort();
      else rejects.push(reject);
    },
    { signal: full.signal },
  );
  if (!ended.ok && !full.signal.aborted) {
    toast({ tone: 'bad', title: 'The rejects could not be exported', text: ended.error.message });
    return;
  }
  if (format === 'csv') saveText(`${name}.csv`, printRejects(rejects), 'text/csv');
  else saveText(`${name}.jsonl`, rejects.map((each) => `${JSON.stringify(each)}\n`).join(''), 'application/x-ndjson');
  const text = full.signal.aborted
    ? `The newest ${formatCount(MAX_REJECTS)} were written.`
    : formatPlural(rejects.length, 'line');
  toast({ tone: 'good', title: 'Rejects exported', text });
}

const printRejects = (rejects: readonly WholeReject[]): string =>
  printCsv(
    COLUMNS,
    rejects.map(({ place, code, message, raw, receivedAt, source }) => [
      place,
      code,
      message,
      raw,
      new Date(receivedAt).toISOString(),
      source,
    ]),
  );
