/** A list of values as people type it: `free, pro, 3, true, null, "a, b"`. Pure. */
import { err, ok, type Result } from '../../../shared/base/result';
import type { Json } from '../../../shared/model/json';
import type { JsonType, PropertyRule } from '../../../shared/plan/edit';

/** Texts that would be read as something else are quoted. */
export const printValues = (values: readonly Json[]): string =>
  values.map((value) => (typeof value === 'string' && isPlain(value) ? value : JSON.stringify(value))).join(', ');

const isPlain = (text: string): boolean =>
  text !== '' && text === text.trim() && !/[,"[{]/.test(text) && !/^(?:-?\d|true$|false$|null$)/.test(text);

const VALUE = /\s*(?:("(?:[^"\\]|\\.)*")|((?:[^,"][^,]*)?))\s*(,|$)/y;

/** Nothing typed is no list. A number, true, false and null are meant as such. */
export function parseValues(text: string): Result<readonly Json[] | undefined, string> {
  if (text.trim() === '') return ok(undefined);
  const values: Json[] = [];
  VALUE.lastIndex = 0;
  for (;;) {
    const match = VALUE.exec(text);
    if (match === null) return err('A quoted value ends with a quote, and a comma comes after it.');
    const [, quoted, plain = '', end] = match;
    const value = quoted ?? plain.trim();
    if (value !== '') {
      try {
        values.push(
          quoted !== undefined || /^(?:-?\d[\d.eE+-]*|true|false|null)$/.test(value)
            ? (JSON.parse(value) as Json)
            : value,
        );
      } catch {
        return err(`${value} is no value; put a text that begins like a number in quotes.`);
      }
    }
    if (end === '') return ok(values.length === 0 ? undefined : values);
  }
}

/** The first allowed value that the property's type refuses, so that no event could ever have it. */
export const unfitValue = ({ types, values = [] }: Pick<PropertyRule, 'types' | 'values'>): Json | undefined =>
  types.length === 0 ? undefined : values.find((value) => !types.some((type) => isOfType(value, type)));

function isOfType(value: Json, type: JsonType): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'null':
      return value === null;
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type;
  }
}
