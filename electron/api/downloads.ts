/**
 * Files that the engine writes for a browser to download: made ready under a token, streamed from disk once they are
 * whole, removed when they have been sent. They lie in a scratch folder of the workspace that is emptied at start.
 */
import { createReadStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { safeFileName } from '../../shared/base/file-name';
import type { PickedFile } from '../../shared/contract/channels';
import { fail } from '../../shared/contract/errors';
import { type GrantsFiles, newFileToken } from './files';

interface Waiting {
  readonly path: string;
  readonly name: string;
  readonly since: number;
}

/** Whoever has not fetched it by then asks for it again. */
const KEEP_MS = 3_600_000;

export class Downloads {
  private readonly waiting = new Map<string, Waiting>();

  constructor(
    private readonly engine: GrantsFiles,
    private readonly dir: string,
  ) {}

  /** A place that the engine may write to; what is put there can be fetched by the token. */
  async prepare(name: string, now = Date.now()): Promise<PickedFile> {
    await this.expire(now);
    await mkdir(this.dir, { recursive: true, mode: 0o700 });
    const token = newFileToken();
    const safe = safeFileName(name);
    const path = join(this.dir, token);
    this.waiting.set(token, { path, name: safe, since: now });
    this.engine.grant({ token, path, name: safe, access: 'write' });
    return { token, name: safe, size: 0 };
  }

  /** The file as an answer that a browser saves. Throws `not_found` where there is none, or none yet. */
  async send(token: string): Promise<Response> {
    const file = this.waiting.get(token);
    const found = file && (await stat(file.path).catch(() => undefined));
    if (file === undefined || found === undefined) {
      return fail('not_found', 'This file is not there any more, or not yet. Export it again.');
    }
    const bytes = createReadStream(file.path);
    // One that was cut off may be fetched again.
    bytes.once('end', () => void this.remove(token, file));
    return new Response(Readable.toWeb(bytes) as ReadableStream<Uint8Array>, {
      headers: {
        'content-type': 'application/octet-stream',
        'content-length': String(found.size),
        'content-disposition': disposition(file.name),
        'cache-control': 'no-store',
      },
    });
  }

  private async expire(now: number): Promise<void> {
    for (const [token, file] of this.waiting) if (now - file.since > KEEP_MS) await this.remove(token, file);
  }

  private async remove(token: string, { path }: Waiting): Promise<void> {
    this.waiting.delete(token);
    await rm(path, { force: true });
  }
}

/** The name twice (RFC 6266): as ASCII, and as it is. */
function disposition(name: string): string {
  const ascii = name.replace(/[^\w.() -]/g, '_');
  const exact = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${exact}`;
}
