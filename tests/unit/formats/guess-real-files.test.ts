/** The guess on the heads of real files, where they lie beside the checkout. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readJsonLines } from '../../../renderer/workers/quicklook/read-json-lines';
import { guessImportMap, type GuessColumn } from '../../../shared/formats/guess';

const DATA = join(import.meta.dirname, '../../../../shared/data');
const ROWS = 400;

/** Simple CSV: these files quote nothing before the columns that matter. */
function csvColumns(text: string): GuessColumn[] {
  const [head = '', ...lines] = text.split(/\r?\n/).slice(0, ROWS + 1);
  const rows = lines.filter((line) => line !== '').map((line) => line.split(','));
  return head.split(',').map((name, index) => ({ name, type: 'text', samples: rows.map((row) => row[index] ?? '') }));
}

function jsonColumns(text: string): GuessColumn[] {
  const { names, columns } = readJsonLines(text.split('\n').slice(0, ROWS).join('\n'));
  return names.map((name, index) => ({
    name,
    type: 'text',
    samples: (columns[index] ?? []).map((value) => value ?? ''),
  }));
}

const read = (path: string): string => {
  const bytes = readFileSync(join(DATA, path));
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
};

const CASES = [
  {
    path: 'clique-bait/events.csv',
    map: {
      time: { column: 'event_time', format: 'iso' },
      event: { column: 'event_type' },
      distinctId: { column: 'cookie_id' },
      sessionId: { column: 'visit_id' },
    },
  },
  {
    path: 'retentioneering/ecom.csv.gz',
    map: {
      time: { column: 'timestamp', format: 'iso' },
      event: { column: 'event' },
      distinctId: { column: 'user_id' },
      sessionId: { column: 'session_id' },
    },
  },
  {
    path: 'sparkify-logs/events.jsonl',
    map: {
      time: { column: 'ts', format: 'epoch_ms' },
      event: { column: 'page' },
      distinctId: { column: 'userId' },
      sessionId: { column: 'sessionId' },
    },
  },
  {
    path: 'gharchive/2021-07-21-few-hours.json',
    map: {
      time: { column: 'created_at', format: 'iso' },
      event: { column: 'type' },
      distinctId: { column: 'actor.id' },
      eventId: { column: 'id' },
    },
  },
];

describe.skipIf(!existsSync(DATA))('real files (skipped where ../shared/data is absent)', () => {
  test.each(CASES)('$path', ({ path, map }) => {
    const text = read(path);
    const columns = /\.jsonl?$/.test(path) ? jsonColumns(text) : csvColumns(text);
    expect(guessImportMap(columns).map).toEqual(map);
  });

  test('starbucks-truncated: hours are no time', () => {
    const guess = guessImportMap(jsonColumns(read('starbucks-truncated/transcript_truncated.jsonl')));
    expect(guess.map).toBeUndefined();
    expect(guess.problem).toContain('«time»');
    expect(guess.parts).toMatchObject({ event: { column: 'event' }, distinctId: { column: 'person' } });
  });

  test('ecommerce-funnel: a table without any time is no event file', () => {
    expect(guessImportMap(csvColumns(read('ecommerce-funnel/home_page_table.csv'))).problem).toContain(
      'date or a time',
    );
  });
});
