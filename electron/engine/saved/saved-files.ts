/**
 * What people keep, as files: `<workspace>/{insights,segments,actions}/<id>.json`, read again only where they changed, for
 * people edit them by hand and by git. A file that cannot be read or does not fit becomes a problem and nothing else.
 */
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { AppFailure } from '../../../shared/contract/errors';
import type { SavedKind } from '../../../shared/contract/saved';
import { type SavedInsight, savedInsightSchema } from '../../../shared/insights/saved';
import { savedIdSchema } from '../../../shared/model/filter';
import {
  type SavedAction,
  savedActionSchema,
  type SavedSegment,
  savedSegmentSchema,
} from '../../../shared/model/saved';
import { stampOf } from '../../disk/stamp';
import { readDocument, writeDocument } from '../store/document';

export interface SavedDocuments {
  readonly insight: SavedInsight;
  readonly segment: SavedSegment;
  readonly action: SavedAction;
}

const SCHEMAS: { readonly [K in SavedKind]: z.ZodType<SavedDocuments[K]> } = {
  insight: savedInsightSchema,
  segment: savedSegmentSchema,
  action: savedActionSchema,
};

/** More than anybody writes by hand; a file beyond it is something else. */
const MAX_BYTES = 1024 * 1024;
const SUFFIX = '.json';

interface Kept<T> {
  /** Tells one state of the file from the next. */
  readonly stamp: string;
  readonly document?: T;
  readonly problem?: string;
}

/** The documents of one kind. */
export class SavedFiles<K extends SavedKind> {
  private kept: ReadonlyMap<string, Kept<SavedDocuments[K]>> = new Map();

  constructor(
    private readonly workspaceDir: string,
    private readonly kind: K,
  ) {}

  /** Sees the folder as it is now; true where something changed since the last look. */
  async refresh(): Promise<boolean> {
    const before = this.kept;
    const now = new Map<string, Kept<SavedDocuments[K]>>();
    const { names, problem } = await this.names();
    const stamps = await Promise.all(names.map((name) => stampOf(join(this.folder(), name))));
    for (const [at, name] of names.entries()) {
      const stamp = stamps[at];
      if (stamp === undefined) continue;
      const known = before.get(name);
      now.set(name, known?.stamp === stamp ? known : { stamp, ...(await this.read(name)) });
    }
    // What stands in the folder's way is told of like a file.
    if (problem !== undefined) {
      const known = before.get('');
      now.set('', known?.stamp === problem ? known : { stamp: problem, problem });
    }
    this.kept = now;
    return now.size !== before.size || [...now].some(([name, each]) => before.get(name) !== each);
  }

  /** The documents that could be read, by id. */
  documents(): Map<string, SavedDocuments[K]> {
    const found = new Map<string, SavedDocuments[K]>();
    for (const { document } of this.kept.values()) if (document !== undefined) found.set(document.id, document);
    return found;
  }

  /** What is wrong with the others, by file. */
  problems(): Map<string, string> {
    const found = new Map<string, string>();
    for (const [name, { problem }] of this.kept) if (problem !== undefined) found.set(`${this.kind}s/${name}`, problem);
    return found;
  }

  /** Whether there is a file for the id, readable or not. */
  has(id: string): boolean {
    return this.kept.has(`${id}${SUFFIX}`);
  }

  async write(document: SavedDocuments[K]): Promise<void> {
    await mkdir(this.folder(), { recursive: true });
    await writeDocument(this.pathOf(document.id), document);
  }

  remove(id: string): Promise<void> {
    return rm(this.pathOf(id));
  }

  /** The path within the workspace: how problems name it. */
  fileOf(id: string): string {
    return `${this.kind}s/${id}${SUFFIX}`;
  }

  private pathOf(id: string): string {
    return join(this.folder(), `${savedIdSchema.parse(id)}${SUFFIX}`);
  }

  private folder(): string {
    return join(this.workspaceDir, `${this.kind}s`);
  }

  private async names(): Promise<{ names: readonly string[]; problem?: string }> {
    try {
      const all = await readdir(this.folder());
      return { names: all.filter((name) => name.endsWith(SUFFIX) && !name.startsWith('.')).sort() };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { names: [] };
      return { names: [], problem: `The folder could not be read: ${errorText(error)}` };
    }
  }

  private async read(name: string): Promise<{ document: SavedDocuments[K] } | { problem: string }> {
    const id = savedIdSchema.safeParse(name.slice(0, -SUFFIX.length));
    if (!id.success) {
      return { problem: `The file’s name is no id: it ${id.error.issues[0]?.message ?? ''}. Rename the file.` };
    }
    const path = join(this.folder(), name);
    try {
      const found = await stat(path);
      if (!found.isFile()) return { problem: 'It is no file. Move it away.' };
      if (found.size > MAX_BYTES)
        return { problem: 'It is larger than 1 MB, which no such document is. Move it away.' };
      const document = await readDocument<SavedDocuments[K] | undefined>(path, SCHEMAS[this.kind], undefined);
      if (document === undefined) return { problem: 'It was taken away while it was being read.' };
      if (document.id === id.data) return { document };
      return { problem: `Its id is «${document.id}», but the file is called ${name}. Make them the same.` };
    } catch (error) {
      if (error instanceof AppFailure) return { problem: error.error.message.replace(path, 'It') };
      return { problem: `It could not be read: ${errorText(error)}` };
    }
  }
}

const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error));
