/** A proposed change in a line: what would be said, and what was seen. Pure. */
import { isJsonObject, type Json, type JsonObject } from '../../../shared/model/json';
import type { PlanChange } from '../../../shared/plan/learn';

const listOf = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

function schemaWords(schema: JsonObject): string {
  const types = listOf(schema['type']).map(String).join(' or ');
  const values = listOf(schema['enum'])
    .map((value) => JSON.stringify(value))
    .join(', ');
  const format = typeof schema['format'] === 'string' ? ` (${schema['format']})` : '';
  return values === '' ? `${types === '' ? 'anything' : types}${format}` : `one of ${values}`;
}

export function changeWords({ kind, words, schema, required }: PlanChange): string {
  switch (kind) {
    case 'add_event': {
      const properties = isJsonObject(schema['properties']) ? Object.keys(schema['properties']) : [];
      const count = properties.length === 1 ? '1 property' : `${properties.length} properties`;
      return `new event, ${count}; ${words}`;
    }
    case 'add_property':
      return `new, ${required ? 'required' : 'optional'}: ${schemaWords(schema)}; ${words}`;
    case 'change_type':
      return `type becomes ${listOf(schema['type']).map(String).join(' or ')}: ${words}`;
    case 'add_values':
      return `more values: ${words}`;
    case 'relax_required':
      return `no longer required: ${words}`;
    case 'require':
      return `becomes required: ${words}`;
  }
}
