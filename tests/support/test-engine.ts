/** A real engine on a workspace of its own, in this process, folding in this thread. Closed and removed by `close`. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Engine, type EngineOptions, openEngine } from '../../electron/engine/engine';
import type { ImportProgress, ImportReport } from '../../shared/contract/commands';
import type { FileFormat, ImportMap } from '../../shared/formats/import-map';
import type { CanonicalEvent } from '../../shared/model/event';

export interface TestEngine {
  readonly engine: Engine;
  readonly dir: string;
  /** Stores events; what is not given gets a plain value. */
  store(...events: readonly (Partial<CanonicalEvent> & { event: string })[]): Promise<void>;
  importText(name: string, text: string | Uint8Array, map?: ImportMap, format?: FileFormat): Promise<ImportReport>;
  importPath(path: string, map?: ImportMap): Promise<ImportReport>;
  /** Closes the engine and opens another on the same workspace. */
  reopen(): Promise<TestEngine>;
  close(): Promise<void>;
}

export const neverAborted = (): AbortSignal => new AbortController().signal;

let counter = 0;

/** `options`: what differs from the usual; an engine that is opened again has them too. */
export async function openTestEngine(existingDir?: string, options: Partial<EngineOptions> = {}): Promise<TestEngine> {
  const dir = existingDir ?? (await mkdtemp(join(tmpdir(), 'waymark-test-')));
  const engine = await openEngine({
    workspaceDir: dir,
    version: '0.0.0',
    logLevel: 'error',
    workers: 0,
    workerPath: '',
    ...options,
  });
  const importPath = async (path: string, map?: ImportMap, format: FileFormat = 'auto'): Promise<ImportReport> => {
    const token = `token-${String(++counter).padStart(8, '0')}`;
    engine.grant({ token, path, name: basename(path) });
    const input = { files: [token], format, ...(map === undefined ? {} : { map }) };
    let last: ImportProgress | undefined;
    for await (const progress of engine.stream['import.run'](input, neverAborted())) last = progress;
    if (last?.type !== 'done') throw new Error('the import ended without a report');
    return last.report;
  };
  return {
    engine,
    dir,
    async store(...events) {
      await engine.ingest({ events: events.map(completeEvent), rejects: [] });
    },
    async importText(name, text, map, format) {
      const path = join(dir, name);
      await writeFile(path, text);
      return importPath(path, map, format);
    },
    importPath: (path, map) => importPath(path, map),
    async reopen() {
      await engine.close();
      return openTestEngine(dir, options);
    },
    async close() {
      await engine.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export function completeEvent(event: Partial<CanonicalEvent> & { event: string }): CanonicalEvent {
  return {
    event_id: `test-${++counter}`,
    kind: 'custom',
    timestamp: Date.UTC(2026, 0, 1) + counter * 1000,
    received_at: Date.UTC(2026, 5, 1),
    distinct_id: 'somebody',
    groups: {},
    properties: {},
    source: 'test',
    ...event,
  };
}
