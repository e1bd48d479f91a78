/**
 * Lists, structs and maps as text of JSON, each value within as it reads on its own. DuckDB's `to_json` would write NaN,
 * which no JSON reader takes, and whole numbers that they round.
 */
import { sqlText } from './quote';
import { MAX_JSON_DEPTH } from './strict-json';

/** A column's type, as DuckDB describes it. */
type SqlType =
  | { readonly kind: 'list'; readonly of: SqlType }
  | { readonly kind: 'struct'; readonly fields: readonly { readonly name: string; readonly type: SqlType }[] }
  | { readonly kind: 'map'; readonly value: SqlType }
  | { readonly kind: 'plain'; readonly name: string };

export const isNested = (sqlType: string): boolean => /\[\d*\]$/.test(sqlType) || /^(STRUCT|MAP)\(/.test(sqlType);

/**
 * Text of JSON for `source`, NULL where it is NULL. `plain` prints a value that is no list, struct or map; undefined where
 * `to_json` does. Throws RangeError where the type is nested deeper than {@link MAX_JSON_DEPTH}.
 */
export function printNestedJson(
  source: string,
  sqlType: string,
  plain: (value: string, sqlType: string) => string | undefined,
): string {
  const json = (value: string, type: SqlType, depth: number): string | undefined => {
    if (type.kind === 'plain') return plain(value, type.name);
    const item = `item${depth}`;
    if (type.kind === 'list') {
      const of = json(item, type.of, depth + 1);
      return of && `'[' || array_to_string(list_transform(${value}, lambda ${item}: ${orNull(of)}), ',') || ']'`;
    }
    if (type.kind === 'map') {
      const of = json(`${item}.value`, type.value, depth + 1);
      const key = `to_json(${item}.key::VARCHAR)::VARCHAR`;
      return (
        of &&
        `'{' || array_to_string(list_transform(map_entries(${value}), lambda ${item}: ${key} || ':' || ${orNull(of)}), ',') || '}'`
      );
    }
    const members = type.fields.map(({ name, type: of }) => {
      const field = `struct_extract(${value}, ${sqlText(name)})`;
      return { name, field, text: json(field, of, depth + 1) };
    });
    if (members.every(({ text }) => text === undefined)) return undefined;
    const texts = members.map(
      ({ name, field, text }) =>
        `${sqlText(`${JSON.stringify(name)}:`)} || ${orNull(text ?? `to_json(${field})::VARCHAR`)}`,
    );
    // Of a struct that is missing every field is missing too.
    return `CASE WHEN ${value} IS NOT NULL THEN '{' || concat_ws(',', ${texts.join(', ')}) || '}' END`;
  };
  return json(source, parseSqlType(sqlType), 0) ?? `to_json(${source})::VARCHAR`;
}

const orNull = (text: string): string => `coalesce(${text}, 'null')`;

function parseSqlType(text: string): SqlType {
  let at = 0;
  const quoted = (mark: string): string => {
    const start = ++at;
    while (at < text.length && (text[at] !== mark || text[at + 1] === mark)) at += text[at] === mark ? 2 : 1;
    at++;
    return text.slice(start, at - 1).replaceAll(mark + mark, mark);
  };
  const plain = (): SqlType => {
    const start = at;
    for (let open = 0; at < text.length; at++) {
      const char = text[at];
      if (char === "'" || char === '"') {
        quoted(char);
        at--;
      } else if (char === '(') open++;
      else if (char === ')' && open-- === 0) break;
      else if (open === 0 && (char === ',' || char === '[')) break;
    }
    return { kind: 'plain', name: text.slice(start, at) };
  };
  const skip = (expected: string): void => {
    if (!text.startsWith(expected, at)) throw new RangeError(`not a type: ${text.slice(0, 200)}`);
    at += expected.length;
  };
  const structure = (depth: number): SqlType => {
    if (text.startsWith('STRUCT(', at)) {
      at += 'STRUCT('.length;
      const fields: { name: string; type: SqlType }[] = [];
      while (text[at] !== ')') {
        if (fields.length > 0) skip(', ');
        const name = text[at] === '"' ? quoted('"') : text.slice(at, (at = text.indexOf(' ', at)));
        skip(' ');
        fields.push({ name, type: parse(depth + 1) });
      }
      skip(')');
      return { kind: 'struct', fields };
    }
    if (!text.startsWith('MAP(', at)) return plain();
    at += 'MAP('.length;
    parse(depth + 1);
    skip(', ');
    const value = parse(depth + 1);
    skip(')');
    return { kind: 'map', value };
  };
  const parse = (depth: number): SqlType => {
    if (depth > MAX_JSON_DEPTH) throw new RangeError(`nested deeper than ${MAX_JSON_DEPTH} levels`);
    let type = structure(depth);
    for (let lists = 0; text[at] === '['; lists++) {
      if (depth + lists > MAX_JSON_DEPTH) throw new RangeError(`nested deeper than ${MAX_JSON_DEPTH} levels`);
      at = text.indexOf(']', at) + 1;
      type = { kind: 'list', of: type };
    }
    return type;
  };
  return parse(0);
}
