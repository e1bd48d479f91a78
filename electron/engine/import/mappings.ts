/** Mappings that were used before, as files of the workspace; they may be edited, added and taken away at any time. */
import { createHash } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportMap } from '../../../shared/formats/import-map';
import { mappingFor, type SavedMapping, savedMappingSchema } from '../../../shared/formats/saved-mapping';
import { readDocument, writeDocument } from '../store/document';

const FOLDER = 'mappings';
/** Beyond this a table is too wide for its shape to be worth a file. */
const MAX_COLUMNS = 1_000;

export class Mappings {
  private readonly folder: string;

  constructor(
    workspaceDir: string,
    private readonly onProblem: (what: string, error: unknown) => void,
  ) {
    this.folder = join(workspaceDir, FOLDER);
  }

  /** How files with these columns were mapped last. A file that cannot be read is logged and passed over. */
  async recall(columns: readonly string[]): Promise<SavedMapping | undefined> {
    const names = await readdir(this.folder).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    });
    const mappings: SavedMapping[] = [];
    for (const name of names.filter((each) => each.endsWith('.json'))) {
      try {
        const found = await readDocument<SavedMapping | undefined>(
          join(this.folder, name),
          savedMappingSchema,
          undefined,
        );
        if (found !== undefined) mappings.push(found);
      } catch (error) {
        this.onProblem(`the mapping ${name} cannot be read`, error);
      }
    }
    return mappingFor(columns, mappings);
  }

  /** `name` is the file's that was mapped; `now` UTC ms. */
  async remember(columns: readonly string[], map: ImportMap, name: string, now: number): Promise<void> {
    if (columns.length > MAX_COLUMNS) return;
    const sorted = [...columns].sort();
    const shape = createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 8);
    const words = name
      .toLowerCase()
      .replace(/\.[a-z0-9.]+$/, '')
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 40);
    const known = (await this.recall(columns))?.id;
    const same = known?.endsWith(shape) === true ? known : undefined;
    const id = same ?? `${words === '' ? 'file' : words}-${shape}`;
    const saved: SavedMapping = { version: 1, id, name, columns: sorted, map, usedAt: new Date(now).toISOString() };
    await mkdir(this.folder, { recursive: true });
    await writeDocument(join(this.folder, `${id}.json`), saved);
  }
}
