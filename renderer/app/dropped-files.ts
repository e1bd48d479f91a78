/** The files of a drop, folders taken apart. Has to be asked within the event: afterwards a drop is empty. */

/** A folder with more is better named to `waymark import`. */
const MAX_FILES = 5_000;
/** What systems leave behind. */
const NOISE = /^(\.|Thumbs\.db$|desktop\.ini$|__MACOSX$)/i;

export interface Dropped {
  readonly files: readonly File[];
  /** There were more than are given. */
  readonly isCut: boolean;
}

/** In the order of their names within a folder. */
export async function droppedFiles(transfer: DataTransfer): Promise<Dropped> {
  const plain = [...transfer.files];
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (!entries.some((entry) => entry.isDirectory)) return { files: plain, isCut: false };
  const files: File[] = [];
  const gather = async (entry: FileSystemEntry): Promise<void> => {
    if (files.length > MAX_FILES) return;
    if (isFile(entry)) files.push(await fileOf(entry));
    else if (isDirectory(entry)) {
      const inner = await childrenOf(entry);
      for (const each of inner.filter(({ name }) => !NOISE.test(name))) await gather(each);
    }
  };
  for (const entry of entries) await gather(entry);
  return { files: files.slice(0, MAX_FILES), isCut: files.length > MAX_FILES };
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => {
    entry.file(resolve, reject);
  });

async function childrenOf(entry: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = entry.createReader();
  const all: FileSystemEntry[] = [];
  // It gives a hundred at a time, and none at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (some.length === 0) return all.sort((a, b) => (a.name < b.name ? -1 : 1));
    all.push(...some);
  }
}
