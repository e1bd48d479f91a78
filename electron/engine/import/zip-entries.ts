/** The files in a zip archive, by its own list of contents. Their names are words for people, never paths. */
import { type Entry, open, type ZipFile } from 'yauzl';
import { AppFailure, fail } from '../../../shared/contract/errors';
import { Damaged } from './unpackers';
import type { Bytes, SourceFile } from './unpack';

const MAX_ENTRIES = 100_000;

export interface ZipEntry {
  readonly name: string;
  /** Packed, in bytes. */
  readonly size: number;
  /** Unpacked, as the archive says. */
  readonly unpackedSize: number;
  readonly bytes: () => Promise<Bytes>;
}

/** In the order of their names, which in exports is that of time. Folders and what systems add are left out. */
export async function* entriesOf(file: SourceFile): AsyncGenerator<ZipEntry> {
  const zip = await openZip(file);
  try {
    const entries = await listOf(zip, file);
    if (entries.length === 0) return fail('file_not_understood', `${file.name} is a zip archive without a file in it.`);
    if (entries.some(({ name }) => /^xl\/workbook\.(xml|bin)$/.test(name))) {
      return fail('file_not_understood', `${file.name} is an Excel workbook. Save its sheet as CSV.`);
    }
    for (const { name, entry } of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      yield {
        name,
        size: entry.compressedSize,
        unpackedSize: entry.uncompressedSize,
        bytes: () => read(zip, entry, file),
      };
    }
  } finally {
    zip.close();
  }
}

const isNoise = (name: string): boolean =>
  name.endsWith('/') || name.startsWith('__MACOSX/') || /(^|\/)(\.[^/]*|Thumbs\.db|desktop\.ini)$/i.test(name);

const notUnderstood = (message: string, detail?: string): AppFailure =>
  new AppFailure({ code: 'file_not_understood', message, ...(detail === undefined ? {} : { detail }) });

function openZip(file: SourceFile): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    // Names stay bytes: those that try to be paths are as good as any.
    open(file.path, { lazyEntries: true, autoClose: false, decodeStrings: false }, (error, zip) => {
      if (error === null) resolve(zip);
      else reject(brokenList(file, error));
    });
  });
}

const brokenList = ({ name }: SourceFile, error: Error): AppFailure =>
  notUnderstood(
    `${name} is a zip archive that breaks off or is damaged: its list of contents cannot be read.`,
    error.message,
  );

interface Listed {
  readonly name: string;
  readonly entry: Entry;
}

function listOf(zip: ZipFile, file: SourceFile): Promise<Listed[]> {
  return new Promise((resolve, reject) => {
    const entries: Listed[] = [];
    const places: Place[] = [];
    zip.on('entry', (entry: Entry) => {
      places.push(placeOf(entry));
      const name = entry.fileNameRaw
        .toString('utf8')
        .replace(/\p{Control}/gu, '\uFFFD')
        .slice(0, 512);
      if (!isNoise(name)) entries.push({ name, entry });
      if (places.length <= MAX_ENTRIES) zip.readEntry();
      else
        reject(notUnderstood(`${file.name} holds more than ${MAX_ENTRIES} files. Unpack it, and import the folder.`));
    });
    zip.on('end', () => {
      if (isOverlapping(places)) {
        reject(
          notUnderstood(
            `${file.name} is a zip archive whose files lie over each other, as in those that are made to fill a disk. Unpack it yourself if you trust it.`,
          ),
        );
      } else resolve(entries);
    });
    zip.on('error', (error: Error) => reject(brokenList(file, error)));
    zip.readEntry();
  });
}

/** Where a packed file lies in the archive, in bytes; what else stands before it may take more. */
interface Place {
  readonly start: number;
  readonly end: number;
}

/** Of what stands before each file, without its name. */
const LOCAL_HEAD = 30;

const placeOf = ({ relativeOffsetOfLocalHeader: start, fileNameLength, compressedSize }: Entry): Place => ({
  start,
  end: start + LOCAL_HEAD + fileNameLength + compressedSize,
});

/** The same bytes as several files unpack to as many times their size. */
function isOverlapping(places: Place[]): boolean {
  places.sort((a, b) => a.start - b.start);
  return places.some(({ start }, index) => start < (places[index - 1]?.end ?? 0));
}

async function read(zip: ZipFile, entry: Entry, file: SourceFile): Promise<Bytes> {
  if (entry.isEncrypted()) throw notUnderstood(`${file.name} is locked with a password. Unpack it first.`);
  if (!entry.canDecodeFileData()) {
    throw notUnderstood(
      `${file.name} is packed by a method that is not known (${entry.compressionMethod}). Unpack it first.`,
    );
  }
  const stream = await new Promise<Bytes>((resolve, reject) => {
    zip.openReadStream(entry, (error, opened) => {
      if (error === null) resolve(opened);
      else reject(brokenList(file, error));
    });
  });
  return damagedOf(stream);
}

/** Whatever goes wrong in there is the archive's: what came before counts. */
async function* damagedOf(stream: Bytes): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch {
    throw new Damaged('is damaged: it cannot be unpacked any further.');
  }
}
