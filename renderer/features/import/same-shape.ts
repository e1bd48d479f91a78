/** Which of the opened files can be imported together: those with the columns of the first. */
import { formatOfName } from '../../workers/quicklook/client';
import type { FileToImport } from '../../state/imports';

/** Enough for any header line. */
const HEADER_BYTES = 64_000;

/** The first file and those of its shape, in order. A file without bytes in the page goes by its name. */
export async function sameShape(files: readonly FileToImport[]): Promise<readonly FileToImport[]> {
  const shapes = await Promise.all(files.map(shapeOf));
  return files.filter((_, index) => shapes[index] === shapes[0]);
}

async function shapeOf({ name, from }: FileToImport): Promise<string> {
  const format = formatOfName(name);
  const extension = /(\.[a-z0-9]+)+$/i.exec(name)?.[0].toLowerCase() ?? '';
  if (from.kind === 'host' || /\.gz$/i.test(name)) return `${from.kind} ${extension}`;
  if (format === 'jsonl') return 'jsonl';
  const head = await from.file.slice(0, HEADER_BYTES).text();
  return `csv ${head.split(/\r?\n/, 1)[0] ?? ''}`;
}
