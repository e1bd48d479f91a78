/**
 * Self-describing JSON in enriched events: whole under `contexts`, `derived_contexts` and `unstruct_event` in the TSV
 * and in Snowplow Micro; flattened to `contexts_com_acme_user_1` where an Analytics SDK or a loader made JSON or tables of
 * it.
 */
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import { readText } from '../../protocols/reading';
import { isEmpty, listOf, objectOf, unwrapJson } from '../rows';

const FLAT = /^(contexts|unstruct_event)_(.+?)_(\d+)(?:_(\d+)_(\d+))?$/;
/** Where a vendor's name ends is lost; these are the ones that Snowplow's own contexts have. */
const VENDORS = [
  'com_snowplowanalytics_snowplow_ecommerce',
  'com_snowplowanalytics_snowplow_media',
  'com_snowplowanalytics_snowplow',
  'com_snowplowanalytics_mobile',
  'com_snowplowanalytics_monitoring',
  'com_google_analytics_enhanced_ecommerce',
  'com_google_analytics_measurement_protocol',
  'com_google_analytics',
  'com_google_tag_manager_server_side',
  'com_iab_snowplow',
  'nl_basjes',
  'org_ietf',
  'org_w3',
];

/** Whether a column holds self-describing JSON. */
export const isEntityColumn = (name: string): boolean =>
  name === 'contexts' || name === 'derived_contexts' || name === 'unstruct_event' || FLAT.test(name);

/**
 * The event's contexts, as a tracker would have sent them; undefined where a column of them cannot be read. `entities`
 * are the row's columns that hold self-describing JSON.
 */
export function contextsOf(entities: JsonObject): readonly Json[] | undefined {
  const found: Json[] = [];
  for (const column of ['contexts', 'derived_contexts']) {
    if (isEmpty(entities[column])) continue;
    const value = unwrapJson(entities[column]);
    const list = isJsonObject(value) ? value['data'] : value;
    if (!Array.isArray(list)) return undefined;
    found.push(...list.filter(isDescribed));
  }
  for (const [column, value] of Object.entries(entities)) {
    if (!column.startsWith('contexts_')) continue;
    const [, what, name = '', ...version] = FLAT.exec(column) ?? [];
    if (what !== 'contexts') continue;
    for (const data of listOf(value)) found.push({ schema: schemaOf(name, version), data: withoutSchema(data) });
  }
  return found;
}

const isDescribed = (entity: Json): boolean => isJsonObject(entity) && typeof entity['schema'] === 'string';

/** Loaders put the schema among an entity's own fields. */
function withoutSchema(data: Json): Json {
  if (!isJsonObject(data) || !('_schema_version' in data)) return data;
  const { _schema_version: _version, ...own } = data;
  return own;
}

/** The event's own self-describing JSON; null where it has none. */
export function unstructOf(entities: JsonObject, row: JsonObject): JsonObject | null {
  const whole = objectOf(entities['unstruct_event']);
  if (isJsonObject(whole['data']) && typeof whole['data']['schema'] === 'string') return whole['data'];
  if (typeof whole['schema'] === 'string' && 'data' in whole) return whole;
  for (const [column, value] of Object.entries(entities)) {
    const [, what, name = '', ...version] = FLAT.exec(column) ?? [];
    if (what !== 'unstruct_event' || isEmpty(value)) continue;
    return { schema: namedSchema(row) ?? schemaOf(name, version), data: withoutSchema(unwrapJson(value) ?? null) };
  }
  const schema = namedSchema(row);
  // An event without data: its columns alone say what it was.
  return schema === undefined ? null : { schema, data: {} };
}

function namedSchema({ event_vendor, event_name, event_format, event_version }: JsonObject): string | undefined {
  const parts = [event_vendor, event_name, event_format ?? 'jsonschema', event_version ?? '1-0-0'].map(readText);
  return parts.every((part) => part !== undefined && !part.includes('/')) ? `iglu:${parts.join('/')}` : undefined;
}

/** `com_acme_user` and 1 as `iglu:com.acme/user/jsonschema/1-*-*`. */
function schemaOf(flat: string, [model, revision, addition]: readonly (string | undefined)[]): string {
  const known = VENDORS.find((vendor) => flat.startsWith(`${vendor}_`));
  const vendor = known ?? /^[^_]+_[^_]+(?=_)/.exec(flat)?.[0] ?? '';
  const name = vendor === '' ? flat : flat.slice(vendor.length + 1);
  return `iglu:${vendor === '' ? 'unknown' : vendor.replaceAll('_', '.')}/${name}/jsonschema/${model ?? '1'}-${revision ?? '*'}-${addition ?? '*'}`;
}
