/** Which of the opened files can be imported together: those that one mapping fits, as far as their columns tell. */
import { readCsvHead } from '../../../shared/formats/csv-head';
import { formatOfName } from '../../workers/quicklook/client';
import type { FileToImport } from '../../state/imports';

/** Enough for any header line. */
const HEADER_BYTES = 64_000;

interface Shape {
  /** Of how many kinds a file may be, as far as its name and first line tell. */
  readonly kind: string;
  /** Of a table that the page can read. */
  readonly columns?: ReadonlySet<string>;
}

/** The first file and those of its shape, in order. A file without bytes in the page goes by its name. */
export async function sameShape(files: readonly FileToImport[]): Promise<readonly FileToImport[]> {
  const shapes = await Promise.all(files.map(shapeOf));
  const [first] = shapes;
  return files.filter((_, index) => {
    const shape = shapes[index];
    return first !== undefined && shape !== undefined && isAlike(first, shape);
  });
}

/** Tables gain and lose columns over the years: most of the smaller one's are enough. */
function isAlike(one: Shape, other: Shape): boolean {
  if (one.kind !== other.kind) return false;
  if (one.columns === undefined || other.columns === undefined) return true;
  const { columns } = other;
  const shared = [...one.columns].filter((name) => columns.has(name)).length;
  return shared >= Math.max(1, Math.min(one.columns.size, columns.size) * MOST);
}

const MOST = 0.6;

async function shapeOf({ name, from }: FileToImport): Promise<Shape> {
  const format = formatOfName(name);
  const extension = /(\.[a-z0-9]+)+$/i.exec(name)?.[0].toLowerCase() ?? '';
  if (from.kind === 'host' || /\.gz$/i.test(name)) return { kind: `${from.kind} ${extension}` };
  if (format === 'jsonl') return { kind: 'jsonl' };
  const head = await from.file.slice(0, HEADER_BYTES).text();
  const { delimiter, names } = readCsvHead(head);
  return { kind: `csv ${delimiter}`, columns: new Set(names) };
}
