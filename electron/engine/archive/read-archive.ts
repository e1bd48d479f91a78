/**
 * An archive, checked before anything is believed: its list of contents holds the manifest's members and no others, each
 * has the size and the SHA-256 that the manifest names. Names in it lead nowhere: they are looked up, never joined.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { AppFailure, fail, invalidRequest } from '../../../shared/contract/errors';
import {
  ARCHIVE_VERSION,
  archiveHeadSchema,
  MANIFEST,
  type Manifest,
  manifestSchema,
  memberOf,
} from '../../../shared/formats/archive';
import { MOST_DOCUMENT_BYTES } from './write-archive';

const MOST_MEMBERS = 100_000;
const MOST_MANIFEST_BYTES = 64 * 2 ** 20;

export interface Archive {
  readonly manifest: Manifest;
  /** Writes a member to `path`, where nothing may be, and checks it on the way. `onBytes` hears of each part. */
  extract(name: string, path: string, onBytes: (bytes: number) => void, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** Rejects with an {@link AppFailure} that says what is wrong with it. `name` is what people call it. */
export async function openArchive(path: string, name: string): Promise<Archive> {
  const zip = await openZip(path, name);
  try {
    const entries = await listOf(zip, name);
    const manifest = await readManifest(zip, entries, name);
    compare(manifest, entries, name);
    const sizes = new Map(manifest.members.map((member) => [member.name, member]));
    return {
      manifest,
      extract: async (member, to, onBytes, signal) => {
        const entry = entries.get(member);
        const said = sizes.get(member);
        if (entry === undefined || said === undefined) return damaged(name, `«${member}» is missing`);
        const hash = createHash('sha256');
        const see = new Transform({
          transform(chunk: Uint8Array, _encoding, done) {
            hash.update(chunk);
            onBytes(chunk.length);
            done(null, chunk);
          },
        });
        await reading(name, member, async () => {
          const source = await zip.openReadStreamPromise(entry);
          await pipeline(source, see, createWriteStream(to, { flags: 'wx', mode: 0o600 }), { signal });
        });
        if (hash.digest('hex') !== said.sha256) damaged(name, `«${member}» is not what was written`);
      },
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

function damaged(name: string, why: string): never {
  return fail('file_not_understood', `${name} is damaged: ${why}. Nothing was restored; use another copy of it.`);
}

const notOne = (name: string, detail: string): never =>
  fail('file_not_understood', `${name} is no archive of a Waymark workspace.`, { detail });

async function openZip(path: string, name: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { lazyEntries: true, autoClose: false, strictFileNames: true });
  } catch (error) {
    return notOne(name, String(error));
  }
}

const isFile = ({ externalFileAttributes }: Entry): boolean => {
  const kind = (externalFileAttributes >>> 16) & 0o170000;
  return kind === 0 || kind === 0o100000;
};

async function listOf(zip: ZipFile, name: string): Promise<ReadonlyMap<string, Entry>> {
  if (zip.entryCount > MOST_MEMBERS) return notOne(name, `${zip.entryCount} members`);
  const entries = new Map<string, Entry>();
  try {
    for await (const entry of zip.eachEntry()) {
      const member = entry.fileName;
      if (member !== MANIFEST && memberOf(member) === undefined) {
        return notOne(name, `«${member.slice(0, 200)}» has no place in it`);
      }
      if (entries.has(member)) return damaged(name, `it holds «${member}» twice`);
      if (!isFile(entry) || entry.isEncrypted()) return damaged(name, `«${member}» is no plain file`);
      entries.set(member, entry);
    }
  } catch (error) {
    if (error instanceof AppFailure) throw error;
    return damaged(
      name,
      `its list of contents cannot be read (${error instanceof Error ? error.message : String(error)})`,
    );
  }
  return entries;
}

async function readManifest(zip: ZipFile, entries: ReadonlyMap<string, Entry>, name: string): Promise<Manifest> {
  const entry = entries.get(MANIFEST);
  if (entry === undefined) return notOne(name, 'it has no manifest');
  if (entry.uncompressedSize > MOST_MANIFEST_BYTES) return damaged(name, 'its manifest is too large');
  const parts: Buffer[] = [];
  await reading(name, MANIFEST, async () => {
    for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part as Buffer);
  });
  let value: unknown;
  try {
    value = JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch (error) {
    return damaged(name, `its manifest is no JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  const head = archiveHeadSchema.safeParse(value);
  if (!head.success) return notOne(name, invalidRequest(head.error).message);
  if (head.data.version > ARCHIVE_VERSION) {
    return fail(
      'workspace_too_new',
      `${name} was written by a newer Waymark (${head.data.waymark}, archive format ${head.data.version}; this one reads ${ARCHIVE_VERSION}). Update Waymark to restore it.`,
    );
  }
  const manifest = manifestSchema.safeParse(value);
  return manifest.success
    ? manifest.data
    : damaged(name, `its manifest does not fit: ${invalidRequest(manifest.error).message}`);
}

/** What is there is what was written, to the name and the byte. */
function compare({ members, tables }: Manifest, entries: ReadonlyMap<string, Entry>, name: string): void {
  if (new Set(members.map((member) => member.name)).size !== members.length) damaged(name, 'a member is named twice');
  if (members.length !== entries.size - 1) damaged(name, 'it holds other members than its manifest names');
  for (const member of members) {
    const entry = entries.get(member.name);
    if (entry === undefined) return damaged(name, `«${member.name}» is missing`);
    if (entry.uncompressedSize !== member.bytes) damaged(name, `«${member.name}» has another size than was written`);
    const isLarge = memberOf(member.name)?.is === 'document' && member.bytes > MOST_DOCUMENT_BYTES;
    if (isLarge) damaged(name, `«${member.name}» is larger than any document`);
  }
  const listed = members.flatMap((member) => {
    const known = memberOf(member.name);
    return known?.is === 'table' ? [known.table] : [];
  });
  const counted = tables.map((table) => table.name);
  if (listed.toSorted().join() !== counted.toSorted().join())
    damaged(name, 'its tables are not those that were counted');
}

/** What goes wrong with the bytes is the archive's fault; a full disk, and being given up, are not. */
async function reading(name: string, member: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (error instanceof AppFailure || ['ENOSPC', 'EACCES', 'EEXIST', 'ABORT_ERR'].includes(code)) throw error;
    damaged(name, `«${member}» cannot be read (${error instanceof Error ? error.message : String(error)})`);
  }
}
