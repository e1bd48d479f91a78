/**
 * What people name and keep, as the engine uses it: listed, stored with its references checked, and put in the place of
 * its references in specs and filters. Questions see the files as they are when they are asked.
 */
import type { CommandInput } from '../../../shared/contract/commands';
import { fail } from '../../../shared/contract/errors';
import type { SavedDocument, SavedKind, SavedList } from '../../../shared/contract/saved';
import { SpecProblem } from '../../../shared/insights/common';
import type { SavedNames } from '../../../shared/insights/explain/names';
import { expandSaved, type SavedParts, savedRefsOf } from '../../../shared/insights/expand-saved';
import { WriteLock } from '../store/lock';
import { SavedFiles } from './saved-files';

export class SavedStore {
  private readonly turns = new WriteLock();
  private readonly files: { readonly [K in SavedKind]: SavedFiles<K> };
  private parts: SavedParts = { segments: new Map(), actions: new Map() };
  private listed: SavedList = { insights: [], segments: [], actions: [], problems: [] };
  private changes = 0;

  private constructor(
    workspaceDir: string,
    private readonly onChanged: () => void,
  ) {
    this.files = {
      insight: new SavedFiles(workspaceDir, 'insight'),
      segment: new SavedFiles(workspaceDir, 'segment'),
      action: new SavedFiles(workspaceDir, 'action'),
    };
  }

  /** `onChanged` is called after each change from now on, by command or by hand. */
  static async open(workspaceDir: string, onChanged: () => void): Promise<SavedStore> {
    const store = new SavedStore(workspaceDir, onChanged);
    if (await store.read()) store.adopt();
    return store;
  }

  /** Grows with each change: while it stays, what refers to something saved means the same. */
  get version(): number {
    return this.changes;
  }

  /** What segments and actions are called, by id. */
  names(): SavedNames {
    const { segments, actions } = this.parts;
    const namesOf = (documents: ReadonlyMap<string, { readonly name: string }>): ReadonlyMap<string, string> =>
      new Map([...documents].map(([id, { name }]) => [id, name]));
    return { segments: namesOf(segments), actions: namesOf(actions) };
  }

  list(): Promise<SavedList> {
    return this.turns.run(async () => {
      await this.look();
      return this.listed;
    });
  }

  put({ saved, isNew }: CommandInput<'saved.put'>): Promise<SavedList> {
    return this.turns.run(async () => {
      await this.look();
      const { kind, document } = saved;
      const files = this.files[kind];
      if (isNew === true && files.has(document.id)) {
        const message = `There is already the file ${files.fileOf(document.id)}; choose another id.`;
        return fail('invalid_request', message, { path: 'saved.document.id' });
      }
      refuseProblem(() => expandSaved(document, withDocument(this.parts, saved), 'saved.document'));
      if (kind === 'insight') await this.files.insight.write(document);
      else if (kind === 'segment') await this.files.segment.write(document);
      else await this.files.action.write(document);
      await this.look();
      return this.listed;
    });
  }

  remove({ kind, id }: CommandInput<'saved.remove'>): Promise<SavedList> {
    return this.turns.run(async () => {
      await this.look();
      const files = this.files[kind];
      if (!files.has(id)) return fail('not_found', `There is no ${kind} «${id}»; it may have been removed already.`);
      const users = this.usersOf(kind, id);
      if (users.length > 0) {
        const message = `The ${kind} «${id}» is used by ${users.join(', ')}. Change or remove ${users.length === 1 ? 'it' : 'them'} first.`;
        return fail('invalid_request', message, { path: 'id' });
      }
      await files.remove(id);
      await this.look();
      return this.listed;
    });
  }

  /**
   * A spec or filter of a request without references, and the {@link version} it was expanded in. `path` is where it stands
   * in the request. Throws `invalid_request` at a reference to what is not there.
   */
  async expanded<T>(value: T, path: string): Promise<{ readonly value: T; readonly version: number }> {
    const { segments, actions } = savedRefsOf(value);
    if (segments.size > 0 || actions.size > 0) await this.turns.run(() => this.look());
    return { value: refuseProblem(() => expandSaved(value, this.parts, path)), version: this.changes };
  }

  /** Sees the files as they are now. Only in a turn of its own. */
  private async look(): Promise<void> {
    if (!(await this.read())) return;
    this.adopt();
    this.changes++;
    this.onChanged();
  }

  /** Whether a file changed since the last look. */
  private async read(): Promise<boolean> {
    const changed = await Promise.all(Object.values(this.files).map((files) => files.refresh()));
    return changed.includes(true);
  }

  private adopt(): void {
    const { insight, segment, action } = this.files;
    const problems = new Map([...insight.problems(), ...segment.problems(), ...action.problems()]);
    this.parts = { segments: segment.documents(), actions: action.documents(), broken: new Map(problems) };
    // What refers to what is not there can be shown and mended, but not be asked of.
    for (const files of [insight, segment, action]) {
      for (const document of files.documents().values()) {
        try {
          expandSaved(document, this.parts, '');
        } catch (error) {
          if (!(error instanceof SpecProblem)) throw error;
          problems.set(files.fileOf(document.id), `${error.path}: ${error.message}`);
        }
      }
    }
    this.listed = {
      insights: byName(insight.documents()),
      segments: byName(segment.documents()),
      actions: byName(action.documents()),
      problems: [...problems].sort(([a], [b]) => (a < b ? -1 : 1)).map(([file, message]) => ({ file, message })),
    };
  }

  /** What refers to it, as people call it. */
  private usersOf(kind: SavedKind, id: string): string[] {
    const users: string[] = [];
    for (const each of ['insight', 'segment', 'action'] as const) {
      for (const document of this.files[each].documents().values()) {
        const refs = savedRefsOf(document);
        const used = kind === 'segment' ? refs.segments : kind === 'action' ? refs.actions : undefined;
        if (used?.has(id) === true) users.push(`the ${each} «${document.name}»`);
      }
    }
    return users.sort();
  }
}

/** What there would be with the document stored. */
function withDocument(parts: SavedParts, { kind, document }: SavedDocument): SavedParts {
  if (kind === 'segment') return { ...parts, segments: new Map(parts.segments).set(document.id, document) };
  if (kind === 'action') return { ...parts, actions: new Map(parts.actions).set(document.id, document) };
  return parts;
}

function refuseProblem<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SpecProblem)) throw error;
    return fail('invalid_request', `${error.path}: ${error.message}`, { path: error.path });
  }
}

function byName<T extends { readonly id: string; readonly name: string }>(documents: ReadonlyMap<string, T>): T[] {
  const keyOf = ({ name, id }: T): string => `${name.toLowerCase()} ${id}`;
  return [...documents.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
