/** What of a workspace goes into its archive: everything that docs/formats.md lists is decided on. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ARCHIVED_FILES, ARCHIVED_FOLDERS, memberOf } from '../../../shared/formats/archive';

/** Known to be left out, and why is said in docs/formats.md#archive. `waymark.duckdb` goes in table by table. */
const LEFT_OUT = [
  'waymark.duckdb',
  'waymark.lock',
  'visitor-salt',
  'logs/',
  'cache/view.pack',
  'unfinished/',
  'staging/',
  'temp/',
  'uploads/',
  'exports/',
  'downloads/',
  'journal/',
];

test('what lies in a workspace is archived or left out on purpose', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../docs/formats.md'), 'utf8');
  const [, table = ''] = /## The workspace\n([\s\S]*?)\n## /.exec(text) ?? [];
  const paths = table
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, path]) => path ?? ''));
  expect(paths.length).toBeGreaterThan(10);
  const decided = [...ARCHIVED_FILES, ...ARCHIVED_FOLDERS.map((folder) => `${folder}/`), ...LEFT_OUT];
  expect(paths.filter((path) => !decided.includes(path))).toEqual([]);
});

test('a name stands for a member only where nothing in it can lead elsewhere', () => {
  expect(memberOf('data/events.parquet')).toEqual({ is: 'table', table: 'events' });
  expect(memberOf('documents/flags.json')).toEqual({ is: 'document', folder: undefined, file: 'flags.json' });
  expect(memberOf('documents/segments/big-spenders.json')).toMatchObject({ folder: 'segments' });
  const part = fc.constantFrom(
    'data',
    'documents',
    '..',
    '.',
    '',
    '/',
    '\\',
    'segments',
    'a.json',
    'x.parquet',
    '\0',
    'C:',
    'é',
  );
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 5 }).map((parts) => parts.join('/')),
      (name) => {
        const member = memberOf(name);
        if (member === undefined) return;
        expect(name).not.toMatch(/\.\.|\\|\0|:|^\//);
        expect(name.split('/').length).toBeLessThanOrEqual(3);
      },
    ),
    { numRuns: 500 },
  );
});
