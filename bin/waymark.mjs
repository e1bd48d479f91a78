#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const built = new URL('../out/main/headless.js', import.meta.url);
if (!existsSync(fileURLToPath(built))) {
  console.error('Waymark is not built yet: run `npm run build` first.');
  process.exit(3);
}
await import(built.href);
