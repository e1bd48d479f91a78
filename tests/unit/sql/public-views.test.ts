/** What SQL insights promise in writing, held against what is in the code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sqlSpecSchema } from '../../../shared/insights/sql/spec';
import { BOUNDED_FUNCTIONS, PUBLIC_FUNCTIONS, PUBLIC_TABLE_FUNCTIONS } from '../../../shared/sql/public-functions';
import { PUBLIC_VIEWS } from '../../../shared/model/public-views';

const page = readFileSync(join(import.meta.dirname, '../../../docs/sql.md'), 'utf8');

describe('docs/sql.md', () => {
  it.each(PUBLIC_VIEWS.map((view) => [view.name, view] as const))('lists %s with its columns', (name, view) => {
    const section = page.split(/^### /m).find((part) => part.startsWith(`\`${name}\``)) ?? '';
    const listed = [...section.matchAll(/^\| `(\w+)` +\| (\w+) +\|/gm)].map(([, column, type]) => [column, type]);
    expect(listed).toEqual(view.columns.map(({ name: column, type }) => [column, type]));
  });
});

describe('the functions', () => {
  it('have none among them that reaches out or says no size', () => {
    const out =
      /^(?:read_|parquet_|sniff|glob|getenv|getvariable|current_(?!date|local)|duckdb_|pg_|pragma_|query|nextval|currval|setseed|write_|sleep|json_(?:de)?serialize|repeat|range|generate_)/;
    expect([...PUBLIC_FUNCTIONS].filter((name) => out.test(name))).toEqual([]);
    expect([...PUBLIC_TABLE_FUNCTIONS].filter((name) => name.startsWith('read') || name.startsWith('query'))).toEqual(
      [],
    );
    for (const name of BOUNDED_FUNCTIONS.keys()) expect(PUBLIC_FUNCTIONS.has(name)).toBe(false);
  });
});

describe('the spec', () => {
  const problems = (spec: object): string[] =>
    sqlSpecSchema
      .safeParse({ kind: 'sql', sql: 'SELECT 1', ...spec })
      .error?.issues.map(({ path }) => path.join('.')) ?? [];

  it.each([
    [{ sql: '' }, 'sql'],
    [{ sql: 'x'.repeat(100_001) }, 'sql'],
    [{ limit: 0 }, 'limit'],
    [{ limit: 100_001 }, 'limit'],
    [{ limit: 1.5 }, 'limit'],
    [{ params: { 'a b': 1 } }, 'params.a b'],
    [{ params: { a: null } }, 'params.a'],
    [{ params: { a: [1] } }, 'params.a'],
    [{ range: {} }, ''],
  ])('refuses %j', (spec, path) => {
    expect(problems(spec)).toEqual([path]);
  });

  it('takes texts, numbers and booleans by name', () => {
    expect(problems({ params: { a: 'x', _b2: 1.5, c: false }, limit: 100_000 })).toEqual([]);
  });
});
