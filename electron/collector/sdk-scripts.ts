/**
 * Scripts that browser SDKs load from their vendor when they need them. Only files that lie directly in the folder at the
 * start are ever read, by the very names they have there: a name that somebody asks for is looked up, never a path.
 */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WireAnswer } from '../../shared/protocols/wire';

export interface SdkScripts {
  /** Undefined where there is no script of this name. */
  read(name: string): Promise<Uint8Array | undefined>;
}

/** A folder that is missing has no scripts: Waymark works without, only those features of the SDK do not. */
export function sdkScripts(dir: string): SdkScripts {
  const names = new Set(namesIn(dir));
  return {
    read: async (name) => (names.has(name) ? readFile(join(dir, name)) : undefined),
  };
}

function namesIn(dir: string): string[] {
  try {
    const entries = readdirSync(dir, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile() && entry.name.endsWith('.js')).map(({ name }) => name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** The script that the answer names, where there is one; else the answer as it is. */
export async function answerWithScript(answer: WireAnswer, scripts: SdkScripts | undefined): Promise<WireAnswer> {
  if (answer.script === undefined) return answer;
  const bytes = await scripts?.read(answer.script);
  if (bytes === undefined) return answer;
  const whole = answer.scriptPrelude === undefined ? bytes : Buffer.concat([Buffer.from(answer.scriptPrelude), bytes]);
  return { status: 200, contentType: 'text/javascript; charset=utf-8', body: '', bytes: whole };
}
