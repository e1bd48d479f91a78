/** Tables that differ, as one. */
import { expect, it } from 'vitest';
import { findNullMarkers, withoutMarkers } from '../../../shared/formats/guess-nulls';
import type { GuessColumn } from '../../../shared/formats/guess';
import { type TableShape, unionNotes, uniteTables, widenedNames } from '../../../shared/formats/unite';

const column = (name: string, type: GuessColumn['type'], ...samples: string[]): GuessColumn => ({
  name,
  type,
  samples,
});
const table = (...columns: GuessColumn[]): TableShape => ({ columns });

it('a column without a value says nothing about its type', () => {
  const united = uniteTables([
    table(column('a', 'number', '1'), column('b', 'text', '', ' ')),
    table(column('b', 'number', '2'), column('a', 'number', '3')),
  ]);
  expect(united).toEqual([
    { name: 'a', files: 2, type: 'number', types: [{ type: 'number', files: 2 }] },
    { name: 'b', files: 2, type: 'number', types: [{ type: 'number', files: 1 }] },
  ]);
  expect(widenedNames(united)).toEqual([]);
  expect(unionNotes(united, 2)).toEqual([]);
});

it('of many columns that few files have, some are named', () => {
  const wide = table(...Array.from({ length: 12 }, (_, i) => column(`c${i}`, 'text', 'x')));
  const [note, ...others] = unionNotes(uniteTables([table(column('id', 'text', 'x')), wide]), 2);
  expect(note).toBe(
    '13 columns are in some of the 2 files only: «id» (1), «c0» (1), «c1» (1), «c2» (1), «c3» (1), «c4» (1), «c5» (1), «c6» (1), ….',
  );
  expect(others).toEqual([]);
});

it.each([
  [['1', '\\N', '2'], true],
  [['2026-01-02 03:04:05', ' \\N '], true],
  [['{"a":1}', '\\N'], true],
  [['\\N', '\\N'], false],
  [['C:\\N', 'x', '\\N'], false],
  [['C:\\N', '1'], undefined],
])('%j alone: \\N is nothing: %s', (samples, expected) => {
  const [marker] = findNullMarkers([column('c', 'text', ...samples)]);
  expect(marker?.isAssumed).toBe(expected);
});

it('in two columns it is a dump, whatever else they hold', () => {
  const columns = [column('a', 'text', 'x', '\\N'), column('b', 'text', '\\N', 'y')];
  expect(findNullMarkers(columns)).toMatchObject([{ text: '\\N', columns: ['a', 'b'], isAssumed: true }]);
  expect(withoutMarkers(columns, ['\\N']).map(({ samples }) => samples)).toEqual([
    ['x', ''],
    ['', 'y'],
  ]);
});

it('words are never assumed', () => {
  const found = findNullMarkers([column('n', 'text', '1', 'NULL', '-', 'N/A', 'NaN', 'NULLS')]);
  expect(found.map(({ text, isAssumed }) => [text, isAssumed])).toEqual([
    ['NULL', false],
    ['NaN', false],
    ['N/A', false],
    ['-', false],
  ]);
});
