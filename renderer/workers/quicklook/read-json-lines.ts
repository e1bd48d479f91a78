/**
 * JSON lines as text columns: DuckDB-Wasm has no JSON without an extension, so the lines are parsed here. Nested
 * objects become dot paths (`actor.id`); arrays and what lies too deep stay JSON text.
 */
export interface TextColumns {
  readonly names: readonly string[];
  /** As many values per column as there are rows; null where missing. */
  readonly columns: readonly (string | null)[][];
  readonly rowCount: number;
  readonly broken: number;
  readonly hiddenColumns: number;
}

const MAX_DEPTH = 4;
const MAX_COLUMNS = 400;

export function readJsonLines(text: string): TextColumns {
  const columns = new Map<string, (string | null)[]>();
  const hidden = new Set<string>();
  let rowCount = 0;
  let broken = 0;

  const put = (name: string, value: string): void => {
    let column = columns.get(name);
    if (column === undefined) {
      if (columns.size >= MAX_COLUMNS) {
        hidden.add(name);
        return;
      }
      column = [];
      columns.set(name, column);
    }
    while (column.length < rowCount) column.push(null);
    column[rowCount] = value;
  };
  const walk = (prefix: string, value: unknown, depth: number): void => {
    if (value === null || value === undefined) return;
    if (typeof value === 'object' && !Array.isArray(value) && depth < MAX_DEPTH) {
      for (const [key, member] of Object.entries(value))
        walk(prefix === '' ? key : `${prefix}.${key}`, member, depth + 1);
    } else put(prefix, typeof value === 'string' ? value : JSON.stringify(value));
  };

  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end).trim();
    start = end + 1;
    if (line === '') continue;
    const row = parseObject(line);
    if (row === undefined) broken += 1;
    else {
      walk('', row, 0);
      rowCount += 1;
    }
  }
  for (const column of columns.values()) while (column.length < rowCount) column.push(null);
  return {
    names: [...columns.keys()],
    columns: [...columns.values()],
    rowCount,
    broken,
    hiddenColumns: hidden.size,
  };
}

function parseObject(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    // The caller counts it: the importer will keep such a line as a reject with its number.
    return undefined;
  }
}
