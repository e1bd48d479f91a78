/** The journal's files: a number each, the first that a frame in it may have. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nextWholeFrame, readFrame } from './frame';

/** The journal's folder in a workspace. */
export const JOURNAL = 'journal';
const NAME = /^(\d{16})\.journal$/;

export const segmentPath = (dir: string, first: number): string =>
  join(dir, `${String(first).padStart(16, '0')}.journal`);

/** The numbers of all files, in order; none where there is no such folder. */
export async function listSegments(dir: string): Promise<number[]> {
  let names: string[];
  try {
    names = await readdir(dir);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  return names
    .flatMap((name) => {
      const [, first] = NAME.exec(name) ?? [];
      return first === undefined ? [] : [Number(first)];
    })
    .sort((a, b) => a - b);
}

/** The highest sequence number that any frame there is may have; 0 where there is none. */
export async function highestSequence(dir: string): Promise<number> {
  const last = (await listSegments(dir)).at(-1);
  if (last === undefined) return 0;
  const bytes = await readFile(segmentPath(dir, last));
  let highest = last;
  for (let at: number | undefined = 0; at !== undefined && at < bytes.length;) {
    const read = readFrame(bytes, at);
    if (read.is === 'frame') {
      highest = Math.max(highest, read.frame.sequence);
      at = read.end;
    } else at = nextWholeFrame(bytes, at);
  }
  return highest;
}
