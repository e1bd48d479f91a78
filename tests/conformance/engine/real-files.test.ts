/** Files that others made, as the table in docs/formats.md says: rows in, events out, rejects. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importRealFile, realFiles, tableOf } from '../../support/real-files';

const files = await realFiles();
const docs = readFileSync(join(import.meta.dirname, '../../../docs/formats.md'), 'utf8');

describe.skipIf(files.length === 0)('files that others made (skipped where ../shared/data is not there)', () => {
  it.each(files)('%s', { timeout: 60_000 }, async (file) => {
    const [, , line] = tableOf([await importRealFile(file)]).split('\n');
    expect(docs).toContain(line);
  });
});
