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
  readonly remove: (id: number) => void;
  readonly clear: () => void;
}

export const useImports = create<Imports>()((set) => ({
  files: [],
  remove: (id) => {
    set((state) => ({ files: state.files.filter((file) => file.id !== id) }));
  },
  clear: () => {
    set({ files: [] });
  },
}));

let nextId = 1;

/** Adds files and shows the Import view. The one door for drops, the file button, the menu and the system. */
export function openFiles(files: readonly (File | PickedFile)[]): void {
  if (files.length === 0) return;
  const added = files.map((file): FileToImport => {
    const from = 'token' in file ? { kind: 'host' as const, picked: file } : { kind: 'page' as const, file };
    nextId += 1;
    return { id: nextId, name: file.name, size: file.size, from };
  });
  useImports.setState((state) => ({ files: [...state.files, ...added] }));
  navigate('import');
}
