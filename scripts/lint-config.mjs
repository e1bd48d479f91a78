// Prints .oxlintrc.json: the rules of docs/architecture.md#layers and the habits that a linter can hold.
//   node scripts/lint-config.mjs           writes the file
//   node scripts/lint-config.mjs --check   exits 1 where the file is not what this would write
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { ALLOWED } from './layers.mjs';

const FILE = new URL('../.oxlintrc.json', import.meta.url);
const NODE = [
  'node:*',
  'fs',
  'path',
  'os',
  'child_process',
  'worker_threads',
  'http',
  'crypto',
  'url',
  'util',
  'stream',
];
const DUCKDB = ['@duckdb/node-api', '@duckdb/node-bindings', '@duckdb/node-*'];
const PLATFORM = [
  'electron',
  'react',
  'react-dom',
  'react/*',
  'react-dom/*',
  'zustand',
  'echarts',
  'echarts/*',
  '@duckdb/*',
];

/** A relative import of `folder` as written from anywhere else in the tree. */
const reach = (folder) => [`**/${folder}`, `**/${folder}/**`];

function importRule(folder, extra = []) {
  const allowed = ALLOWED[folder];
  const top = folder.split('/')[0];
  const patterns = [];
  for (const other of Object.keys(ALLOWED)) {
    if (other === folder || allowed.includes(other)) continue;
    // A sibling is written '../model/x', without its parent's name.
    const sibling = other.startsWith(`${top}/`)
      ? [`../${other.slice(top.length + 1)}/**`, `../../${other.slice(top.length + 1)}/**`]
      : [];
    patterns.push({
      group: [...reach(other), ...sibling],
      message: `${folder} may import only itself${allowed.length ? `, ${allowed.join(', ')}` : ''}. See docs/architecture.md#layers.`,
    });
  }
  patterns.push({ group: ['**/tests/**'], message: 'Product code never imports from tests.' });
  return ['error', { patterns: [...patterns, ...extra] }];
}

const ban = (group, message) => ({ group, message });
const platformBans = (folder) => {
  if (folder.startsWith('shared/')) {
    return [ban([...NODE, ...PLATFORM], 'shared/ runs in every process, so it may use none of their APIs.')];
  }
  if (folder.startsWith('renderer/')) {
    return [
      ban(
        [...NODE, 'electron', ...DUCKDB],
        'The renderer is sandboxed; Node and Electron are reached through /waymark/ alone.',
      ),
    ];
  }
  if (folder === 'sdk') return [ban(['*', '!./**', '!../**'], 'The SDK has no dependencies.')];
  if (folder === 'sdk/testing') {
    const group = ['*', '!./**', '!../**', '!node:*', '!node:*/**', '!@playwright', '!@playwright/**'];
    return [ban(group, 'The testing package has no dependency but Playwright.')];
  }
  if (folder === 'electron/preload') {
    return [
      ban(
        [...NODE, 'zod', 'pino', 'hono', 'hono/*'],
        'The preload is privileged: it loads nothing but electron and names.',
      ),
    ];
  }
  if (folder === 'electron/engine') return [ban(['electron'], 'The engine also runs under plain Node.')];
  if (folder === 'electron/main') return [ban(DUCKDB, 'One process owns the database file: electron/engine.')];
  if (folder.startsWith('electron/')) {
    return [
      ban(DUCKDB, 'One process owns the database file: electron/engine.'),
      ban(['electron'], 'Electron is known to electron/main and electron/preload alone.'),
    ];
  }
  return [];
};

const SYNTAX_OFF_IN_CONFIGS = ['*.config.ts', 'scripts/**', 'bin/**'];
const features = existsSync(new URL('../renderer/features', import.meta.url))
  ? readdirSync(new URL('../renderer/features', import.meta.url), { withFileTypes: true })
      .filter((d) => d.isDirectory())
      .map((d) => d.name)
  : [];

const overrides = Object.keys(ALLOWED).map((folder) => ({
  files: [`${folder}/**/*.{ts,tsx}`],
  rules: { 'no-restricted-imports': importRule(folder, platformBans(folder)) },
}));
for (const feature of features) {
  const others = features
    .filter((name) => name !== feature)
    .flatMap((name) => [`../${name}`, `../${name}/**`, `../../${name}/**`]);
  overrides.push({
    files: [`renderer/features/${feature}/**/*.{ts,tsx}`],
    rules: {
      'no-restricted-imports': importRule('renderer/features', [
        ...platformBans('renderer/features'),
        ...(others.length
          ? [ban(others, 'A feature is a leaf. Shared needs move down to renderer/charts, ui, state, data or shared/.')]
          : []),
      ]),
    },
  });
}
overrides.push({
  files: ['renderer/app/**/*.{ts,tsx}'],
  rules: {
    'no-restricted-imports': importRule('renderer/app', [
      ...platformBans('renderer/app'),
      ban(['**/features/*/*', '!**/features/*/index'], 'The shell imports a feature through its index only.'),
    ]),
  },
});
overrides.push({
  // Time, chance and place come in as arguments, so that every result in shared/ can be reproduced.
  files: ['shared/**/*.ts'],
  rules: {
    'no-restricted-properties': [
      'error',
      { object: 'Date', property: 'now', message: 'Take the time as an argument.' },
      { object: 'Math', property: 'random', message: 'Take the source of chance as an argument.' },
    ],
    'no-restricted-globals': [
      'error',
      'fetch',
      'localStorage',
      'navigator',
      'setTimeout',
      'setInterval',
      'process',
      'Buffer',
      'window',
      'document',
    ],
  },
});
overrides.push({
  files: ['tests/**/*.{ts,tsx}', ...SYNTAX_OFF_IN_CONFIGS],
  rules: { 'no-console': 'off', 'import/no-default-export': 'off' },
});
overrides.push({
  files: ['renderer/**/*.{ts,tsx}'],
  rules: {
    'react/rules-of-hooks': 'error',
    'react/exhaustive-deps': 'error',
    // Grids, listboxes and splitters are ARIA's widgets, for which HTML has no tag that does the same.
    'jsx-a11y/prefer-tag-over-role': 'off',
    // Warns of what the React Compiler would skip; it is no part of our build.
    'react/incompatible-library': 'off',
  },
});

const config = {
  $schema: './node_modules/oxlint/configuration_schema.json',
  plugins: ['typescript', 'import', 'react', 'jsx-a11y', 'unicorn', 'oxc'],
  categories: { correctness: 'error' },
  rules: {
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'import/no-unassigned-import': 'off',
    // TypeScript checks this, and knows what `?modulePath` and `?url` give.
    'import/default': 'off',
    eqeqeq: 'error',
    'no-console': 'error',
    'no-empty': ['error', { allowEmptyCatch: false }],
    'max-lines': ['warn', { max: 400, skipBlankLines: true, skipComments: true }],
    'typescript/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
    'typescript/only-throw-error': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'typescript/ban-ts-comment': [
      'error',
      { 'ts-expect-error': 'allow-with-description', minimumDescriptionLength: 10 },
    ],
    'typescript/no-non-null-assertion': 'error',
    'typescript/prefer-enum-initializers': 'off',
    'typescript/unbound-method': 'off',
    'typescript/restrict-template-expressions': 'off',
    'typescript/no-unnecessary-type-arguments': 'off',
  },
  ignorePatterns: ['out/**', 'dist/**', '.tsc/**', 'node_modules/**'],
  overrides,
};

const text = `${JSON.stringify(config, null, 2)}\n`;
if (process.argv.includes('--check')) {
  if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== text) {
    console.error('.oxlintrc.json is not what scripts/lint-config.mjs prints; run `node scripts/lint-config.mjs`.');
    process.exit(1);
  }
} else {
  writeFileSync(FILE, text);
}
