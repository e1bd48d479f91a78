/** Names from anywhere as names of files. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeFileName } from '../../../shared/base/file-name';

test.each([
  ['events.csv', 'events.csv'],
  ['../../etc/passwd', 'etc-passwd'],
  ['C:\\Users\\x.parquet', 'C-Users-x.parquet'],
  ['Checkout: step 1/3?.arrow', 'Checkout- step 1-3-.arrow'],
  ['.hidden', 'hidden'],
  ['con.csv', '_con.csv'],
  ['COM1', '_COM1'],
  ['evil\u202Efdp.exe', 'evil-fdp.exe'],
  ['a\0b\r\nc.csv', 'a-b-c.csv'],
  ['...', 'export'],
  ['', 'export'],
  ['.csv', 'csv'],
  ['Käufe im Mai 🎉.csv', 'Käufe im Mai 🎉.csv'],
])('%j becomes %j', (name, expected) => {
  expect(safeFileName(name)).toBe(expected);
});

test('whatever comes, it is one name that every system takes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
      const safe = safeFileName(name);
      expect(safe).not.toMatch(/[\p{Control}\p{Format}\p{Surrogate}/\\:*?"<>|]|^[.\s]|[.\s]$/u);
      expect(safe).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
      expect(Buffer.byteLength(safe)).toBeGreaterThan(0);
      expect(Buffer.byteLength(safe)).toBeLessThan(256);
      expect(safeFileName(safe)).toBe(safe);
    }),
    { numRuns: 500 },
  );
});
