/** An event's properties as rows to read: nested objects become dot paths, arrays stay one value. */
import { isJsonObject, type Json } from '../../../shared/model/json';

export interface PropertyRow {
  readonly path: string;
  readonly type: 'text' | 'number' | 'boolean' | 'null' | 'list' | 'object';
  /** As people read it; texts without quotes. */
  readonly text: string;
}

const MAX_DEPTH = 4;

export function flattenProperties(properties: Readonly<Record<string, Json>>): PropertyRow[] {
  const rows: PropertyRow[] = [];
  const walk = (path: string, value: Json, depth: number): void => {
    if (isJsonObject(value) && depth < MAX_DEPTH && Object.keys(value).length > 0) {
      for (const [key, member] of Object.entries(value)) walk(`${path}.${key}`, member, depth + 1);
    } else rows.push({ path, ...shown(value) });
  };
  for (const [key, value] of Object.entries(properties)) walk(key, value, 0);
  return rows.toSorted((a, b) => Number(isInternal(a.path)) - Number(isInternal(b.path)) || compare(a.path, b.path));
}

/** What an SDK adds by itself comes after what the product says. */
const isInternal = (path: string): boolean => path.startsWith('$');
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function shown(value: Json): Pick<PropertyRow, 'type' | 'text'> {
  if (value === null) return { type: 'null', text: 'null' };
  if (typeof value === 'string') return { type: 'text', text: value };
  if (typeof value === 'number') return { type: 'number', text: String(value) };
  if (typeof value === 'boolean') return { type: 'boolean', text: String(value) };
  return { type: Array.isArray(value) ? 'list' : 'object', text: JSON.stringify(value) };
}
