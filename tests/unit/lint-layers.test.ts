/**
 * Who may import whom is held by the linter alone, so the linter is tested: a violation of each kind is planted in a tree
 * of its own, laid out like ours and under our configuration, and must be refused with the sentence that explains it.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALLOWED } from '../../scripts/layers.mjs';

const ROOT = join(import.meta.dirname, '../..');

interface Diagnostic {
  readonly message: string;
  readonly code: string;
  readonly filename: string;
  readonly help?: string;
}

interface Plant {
  readonly what: string;
  readonly file: string;
  readonly text: string;
  /** In the message or its help. */
  readonly says: RegExp;
}

const use = (path: string, more = ''): string => `import { x } from '${path}';\nexport const y = x;\n${more}`;

const PLANTS: readonly Plant[] = [
  {
    what: 'base reaching up',
    file: 'shared/base/planted.ts',
    text: use('../model/x'),
    says: /shared\/base may import only itself/,
  },
  {
    what: 'a deep file of base reaching up',
    file: 'shared/base/deep/planted.ts',
    text: use('../../model/x'),
    says: /shared\/base may import only itself/,
  },
  {
    what: 'shared reaching into electron',
    file: 'shared/model/planted.ts',
    text: use('../../electron/api/x'),
    says: /shared\/model may import only/,
  },
  {
    what: 'shared reaching into the renderer',
    file: 'shared/insights/planted.ts',
    text: use('../../renderer/ui/x'),
    says: /shared\/insights may import only/,
  },
  {
    what: 'shared using Electron',
    file: 'shared/contract/planted.ts',
    text: use('electron'),
    says: /runs in every process/,
  },
  {
    what: 'shared using React',
    file: 'shared/insights/planted-react.ts',
    text: use('react'),
    says: /runs in every process/,
  },
  { what: 'shared using Node', file: 'shared/formats/planted.ts', text: use('node:fs'), says: /runs in every process/ },
  {
    what: 'shared reading the clock',
    file: 'shared/sessions/planted.ts',
    text: 'export const now = (): number => Date.now();\n',
    says: /Take the time as an argument/,
  },
  {
    what: 'shared rolling dice',
    file: 'shared/sample/planted.ts',
    text: 'export const roll = (): number => Math.random();\n',
    says: /Take the source of chance as an argument/,
  },
  {
    what: 'shared fetching',
    file: 'shared/protocols/planted.ts',
    text: "export const get = (): unknown => fetch('/');\n",
    says: /fetch/,
  },
  {
    what: 'the renderer using Electron',
    file: 'renderer/app/planted.ts',
    text: use('electron'),
    says: /The renderer is sandboxed/,
  },
  {
    what: 'the renderer using Node',
    file: 'renderer/data/planted.ts',
    text: use('node:path'),
    says: /The renderer is sandboxed/,
  },
  {
    what: 'the renderer using native DuckDB',
    file: 'renderer/workers/planted.ts',
    text: use('@duckdb/node-api'),
    says: /The renderer is sandboxed/,
  },
  {
    what: 'the renderer reaching into electron',
    file: 'renderer/state/planted.ts',
    text: use('../../electron/api/x'),
    says: /renderer\/state may import only/,
  },
  {
    what: 'components reaching for data',
    file: 'renderer/ui/planted.tsx',
    text: use('../data/client'),
    says: /renderer\/ui may import only/,
  },
  {
    what: 'a feature reaching into a feature',
    file: 'renderer/features/live/planted.ts',
    text: use('../funnel/index'),
    says: /A feature is a leaf/,
  },
  {
    what: 'the shell reaching inside a feature',
    file: 'renderer/app/planted-inside.ts',
    text: use('../features/funnel/edit-spec'),
    says: /through its index only/,
  },
  {
    what: 'native DuckDB in main',
    file: 'electron/main/planted.ts',
    text: use('@duckdb/node-api'),
    says: /One process owns the database file/,
  },
  {
    what: 'native DuckDB in the API',
    file: 'electron/api/planted.ts',
    text: use('@duckdb/node-bindings'),
    says: /One process owns the database file/,
  },
  {
    what: 'Electron below the shell',
    file: 'electron/collector/planted.ts',
    text: use('electron'),
    says: /known to electron\/main and electron\/preload alone/,
  },
  {
    what: 'Electron in the engine',
    file: 'electron/engine/planted.ts',
    text: use('electron'),
    says: /also runs under plain Node/,
  },
  {
    what: 'main reaching into the engine',
    file: 'electron/main/planted-engine.ts',
    text: use('../engine/engine'),
    says: /electron\/main may import only/,
  },
  {
    what: 'the collector knowing the API',
    file: 'electron/collector/planted-api.ts',
    text: use('../api/x'),
    says: /electron\/collector may import only/,
  },
  {
    what: 'the preload loading zod',
    file: 'electron/preload/planted.ts',
    text: use('zod'),
    says: /The preload is privileged/,
  },
  {
    what: 'the preload using Node',
    file: 'electron/preload/planted-node.ts',
    text: use('node:fs'),
    says: /The preload is privileged/,
  },
  { what: 'the SDK with a dependency', file: 'sdk/planted.ts', text: use('zod'), says: /The SDK has no dependencies/ },
  {
    what: 'the testing package with a dependency',
    file: 'sdk/testing/src/planted.ts',
    text: use('zod'),
    says: /no dependency but Playwright/,
  },
  {
    what: 'product code importing a test',
    file: 'electron/log/planted.ts',
    text: use('../../tests/support/x'),
    says: /never imports from tests/,
  },
  {
    what: 'a default export',
    file: 'electron/api/planted-default.ts',
    text: 'export default 1;\n',
    says: /default export/i,
  },
  {
    what: 'printing to the console',
    file: 'electron/api/planted-console.ts',
    text: "console.log('x');\nexport const y = 1;\n",
    says: /console/,
  },
  {
    what: 'an explicit any',
    file: 'electron/api/planted-any.ts',
    text: 'export const y = (x: any): unknown => x;\n',
    says: /any/,
  },
  {
    what: 'an empty catch',
    file: 'electron/api/planted-catch.ts',
    text: 'export const y = (): void => { try { y(); } catch {} };\n',
    says: /empty/i,
  },
];

/** Two files that need each other: refused in at least one of them. */
const CYCLE: readonly Pick<Plant, 'file' | 'text'>[] = [
  { file: 'electron/log/cycle-a.ts', text: "import { b } from './cycle-b';\nexport const a = (): unknown => b;\n" },
  { file: 'electron/log/cycle-b.ts', text: "import { a } from './cycle-a';\nexport const b = (): unknown => a;\n" },
];

/** What the layers allow must pass, or the rules above prove nothing. */
const CLEAN: readonly Pick<Plant, 'file' | 'text'>[] = [
  { file: 'shared/insights/clean.ts', text: use('../model/x', "import { z } from 'zod';\nexport const w = z;\n") },
  { file: 'electron/main/clean.ts', text: use('electron', "import { p } from '../api/x';\nexport const w = p;\n") },
  { file: 'electron/engine/clean.ts', text: use('@duckdb/node-api') },
  { file: 'electron/preload/clean.ts', text: use('../../shared/contract/channels') },
  { file: 'renderer/app/clean.ts', text: use('../features/funnel/index') },
  {
    file: 'renderer/features/live/clean.ts',
    text: use('../../parts/catalog', "import { p } from './other';\nexport const w = p;\n"),
  },
  { file: 'tests/unit/clean.ts', text: use('../../electron/engine/engine') },
];

let tree: string;
let found: readonly Diagnostic[];

const about = (file: string): Diagnostic[] =>
  found.filter(({ filename }) => filename.replaceAll('\\', '/').endsWith(file));

beforeAll(async () => {
  tree = mkdtempSync(join(tmpdir(), 'waymark-layers-'));
  cpSync(join(ROOT, '.oxlintrc.json'), join(tree, '.oxlintrc.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'), 'junction');
  for (const { file, text } of [...PLANTS, ...CYCLE, ...CLEAN]) {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), text);
  }
  const oxlint = join(ROOT, 'node_modules/oxlint/bin/oxlint');
  const run = promisify(execFile)(process.execPath, [oxlint, '--format=json', '.'], { cwd: tree, maxBuffer: 2 ** 24 });
  // It ends with 1 where it finds something, which here it must.
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  found = (JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics;
});
afterAll(() => rmSync(tree, { recursive: true, force: true }));

describe('the layers', () => {
  it.each(PLANTS)('refuse $what', ({ file, says }) => {
    const words = about(file).map(({ message, help }) => `${message} ${help ?? ''}`);
    expect(words).toContainEqual(expect.stringMatching(says));
  });

  it('refuse a cycle', () => {
    const codes = CYCLE.flatMap(({ file }) => about(file)).map(({ code }) => code);
    expect(codes).toContainEqual(expect.stringContaining('no-cycle'));
  });

  it.each(CLEAN)('allow $file', ({ file }) => {
    expect(about(file)).toEqual([]);
  });

  it('name every folder that they allow', () => {
    const known = new Set(Object.keys(ALLOWED));
    for (const targets of Object.values(ALLOWED)) {
      expect(targets.filter((target) => !known.has(target))).toEqual([]);
    }
  });
});
