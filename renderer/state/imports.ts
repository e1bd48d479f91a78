/** The files the user wants to import, in the order they were dropped or picked. What became of them is the Import view's. */
import { create } from 'zustand';
import type { PickedFile } from '../../shared/contract/channels';
import { navigate } from './navigation';

/** Either bytes the page holds, or a token for a file that the desktop opened. */
export interface FileToImport {
  /** Unique in this page. */
  readonly id: number;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly from:
    { readonly kind: 'page'; readonly file: File } | { readonly kind: 'host'; readonly picked: PickedFile };
}

interface Imports {
  readonly files: readonly FileToImport[];
  /** The files of imports that this page began, by the import's number: what did not succeed is looked at again. */
  readonly begun: ReadonlyMap<number, readonly FileToImport[]>;
  readonly begin: (importId: number, files: readonly FileToImport[]) => void;
  /** Opens an import's files again, before those that wait; false where this page does not have them. */
  readonly reopen: (importId: number) => boolean;
  readonly remove: (ids: readonly number[]) => void;
  /** The next to be looked at, before those it waited behind. */
  readonly bringForward: (id: number) => void;
  readonly clear: () => void;
  /** The name of a workspace's archive that was given like a file of events. */
  readonly archive: string | undefined;
  readonly closeArchive: () => void;
}

export const useImports = create<Imports>()((set, get) => ({
  files: [],
  begun: new Map(),
  begin: (importId, files) => {
    const gone = new Set(files.map(({ id }) => id));
    set((state) => ({
      files: state.files.filter(({ id }) => !gone.has(id)),
      begun: new Map(state.begun).set(importId, files),
    }));
  },
  reopen: (importId) => {
    const files = get().begun.get(importId);
    if (files === undefined) return false;
    const begun = new Map(get().begun);
    begun.delete(importId);
    set((state) => ({ begun, files: [...files, ...state.files] }));
    return true;
  },
  remove: (ids) => {
    set((state) => ({ files: state.files.filter(({ id }) => !ids.includes(id)) }));
  },
  bringForward: (id) => {
    set(({ files }) => {
      const chosen = files.filter((file) => file.id === id);
      return { files: [...chosen, ...files.filter((file) => file.id !== id)] };
    });
  },
  clear: () => {
    set({ files: [] });
  },
  archive: undefined,
  closeArchive: () => {
    set({ archive: undefined });
  },
}));

let nextId = 1;

const isArchive = ({ name }: File | PickedFile): boolean => /\.waymark$/i.test(name);

/** Adds files and shows the Import view. The one door for drops, the file button, the menu and the system. */
export function openFiles(given: readonly (File | PickedFile)[]): void {
  const archive = given.find(isArchive);
  if (archive !== undefined) useImports.setState({ archive: archive.name });
  const files = given.filter((file) => !isArchive(file));
  if (files.length === 0) return;
  const added = files.map((file): FileToImport => {
    const from = 'token' in file ? { kind: 'host' as const, picked: file } : { kind: 'page' as const, file };
    nextId += 1;
    return { id: nextId, name: file.name, size: file.size, from };
  });
  useImports.setState((state) => ({ files: [...state.files, ...added] }));
  navigate('import');
}
