/** Files that the host vouches for: each becomes a token that the engine may open; the page never sees a path. */
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, constants, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PickedFile } from '../../shared/contract/channels';
import type { FileGrant } from '../../shared/contract/engine';
import { AppFailure, fail } from '../../shared/contract/errors';

export interface GrantsFiles {
  grant(grant: FileGrant): void;
}

export const newFileToken = (): string => randomBytes(18).toString('base64url');

/** Lets the engine open the file at `path`. Fails with `file_unreadable` where there is none to read. */
export async function grantFile(engine: GrantsFiles, path: string): Promise<PickedFile> {
  const full = resolve(path);
  const name = basename(full);
  try {
    const { size } = await readableFile(full);
    const token = newFileToken();
    engine.grant({ token, path: full, name });
    return { token, name, size };
  } catch (error) {
    if (error instanceof AppFailure) throw error;
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const why =
      reason === 'ENOENT'
        ? 'there is no such file'
        : reason === 'EACCES'
          ? 'you may not read it'
          : `reading it says ${reason}`;
    return fail('file_unreadable', `«${name}» cannot be opened: ${why}.`, { detail: full });
  }
}

/**
 * Lets the engine put an export at `path`, over a file that is there. Fails with `file_unreadable` where its folder is not
 * there or may not be written into, or where something else than a file has the name.
 */
export async function grantTarget(engine: GrantsFiles, path: string): Promise<PickedFile> {
  const full = resolve(path);
  const name = basename(full);
  const refuse = (why: string): never =>
    fail('file_unreadable', `«${name}» cannot be written: ${why}.`, { detail: full });
  const folder = await stat(dirname(full)).catch(() => undefined);
  if (folder?.isDirectory() !== true) return refuse('its folder is not there');
  await access(dirname(full), constants.W_OK).catch(() => refuse('you may not write into its folder'));
  const found = await stat(full).catch(() => undefined);
  if (found !== undefined && !found.isFile()) return refuse('something that is no file has this name');
  const token = newFileToken();
  engine.grant({ token, path: full, name, access: 'write' });
  return { token, name, size: 0 };
}

/**
 * Lets the engine make a workspace at `path`: a folder that is not there yet, or an empty one. Fails with
 * `file_unreadable` where it is something else.
 */
export async function grantFolder(engine: GrantsFiles, path: string): Promise<PickedFile> {
  const full = resolve(path);
  const name = basename(full);
  const refuse = (why: string): never =>
    fail('file_unreadable', `«${name}» cannot be restored into: ${why}.`, { detail: full });
  const entries = await readdir(full).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    return refuse(error.code === 'ENOTDIR' ? 'it is a file' : `reading it says ${String(error.code)}`);
  });
  if (entries.length > 0) refuse('it is not empty. Name a folder that is not there yet, or that holds nothing');
  const token = newFileToken();
  engine.grant({ token, path: full, name, access: 'folder' });
  return { token, name, size: 0 };
}

async function readableFile(path: string): Promise<{ size: number }> {
  const found = await stat(path);
  if (!found.isFile()) fail('file_unreadable', `«${basename(path)}» is not a file. Name the files in it one by one.`);
  await access(path, constants.R_OK);
  return found;
}

/** The last extensions of a name, such as `.csv` or `.jsonl.gz`; readers go by them. */
const extensionOf = (name: string): string => /(?:\.[a-z0-9]{1,8}){1,2}$/i.exec(name)?.[0].toLowerCase() ?? '';

/**
 * Streams an uploaded file into `dir` and lets the engine open it. What was written is removed where the upload breaks
 * off or grows over `limitBytes`.
 */
export async function receiveUpload(
  engine: GrantsFiles,
  dir: string,
  upload: { readonly name: string; readonly body: ReadableStream<Uint8Array> },
  limitBytes: number,
): Promise<PickedFile> {
  await mkdir(dir, { recursive: true });
  const token = newFileToken();
  const path = join(dir, token + extensionOf(upload.name));
  let size = 0;
  const limit = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      size += chunk.byteLength;
      if (size <= limitBytes) done(null, chunk);
      else done(new AppFailure(tooLarge(upload.name, limitBytes)));
    },
  });
  try {
    await pipeline(Readable.fromWeb(upload.body), limit, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  } catch (error) {
    await rm(path, { force: true });
    if (error instanceof AppFailure) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOSPC') return fail('file_unreadable', 'The disk of the workspace is full; nothing was kept.');
    return fail('cancelled', `The upload of «${upload.name}» broke off; nothing was kept.`, { detail: String(error) });
  }
  engine.grant({ token, path, name: upload.name });
  return { token, name: upload.name, size };
}

function tooLarge(name: string, limitBytes: number): { code: 'invalid_request'; message: string } {
  const limit = limitBytes >= 2 ** 30 ? `${limitBytes / 2 ** 30} GB` : `${limitBytes} bytes`;
  return {
    code: 'invalid_request',
    message: `«${name}» is larger than ${limit}, the most that can be uploaded. Use \`waymark import\` for it.`,
  };
}

/** What was uploaded or is to be downloaded is known to one process alone; a new one starts without. */
export const clearScratch = (dir: string): Promise<void> => rm(dir, { recursive: true, force: true });
