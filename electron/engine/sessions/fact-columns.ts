/** What only the entry event's properties know of a session: where the visitor came from, and with what. */
import { WELL_KNOWN } from '../../../shared/model/event';
import type { SessionColumn } from '../../../shared/model/session';
import { sqlPointer } from '../../../shared/sql/quote';

/** The properties that may hold each column, the first that is there counts. */
const PROPERTIES = {
  referrer: [WELL_KNOWN.referrer],
  'utm.source': [WELL_KNOWN.utmSource],
  'utm.medium': [WELL_KNOWN.utmMedium],
  'utm.campaign': [WELL_KNOWN.utmCampaign],
  'utm.term': [WELL_KNOWN.utmTerm],
  'utm.content': [WELL_KNOWN.utmContent],
  device: [WELL_KNOWN.device],
  browser: [WELL_KNOWN.browser],
  os: [WELL_KNOWN.os],
  country: ['$geoip_country_code', '$country', '$country_code', 'mp_country_code', 'country_code', 'country'],
} as const satisfies Partial<Record<SessionColumn, readonly string[]>>;

export type FactColumn = keyof typeof PROPERTIES;
/** In the order in which `session_facts.facts` lists them. */
export const FACT_COLUMNS = Object.keys(PROPERTIES) as readonly FactColumn[];

export const isFactColumn = (column: string): column is FactColumn => Object.hasOwn(PROPERTIES, column);

const keys: readonly string[] = Object.values(PROPERTIES).flat();

/** The facts of an event as a list of texts, from a list `found` of what is at {@link SQL_FOUND}. */
export const SQL_FACTS = `[${Object.values(PROPERTIES)
  .map((names: readonly string[]) => `coalesce(${names.map((name) => `found[${keys.indexOf(name) + 1}]`).join(', ')})`)
  .join(', ')}]`;

/** All properties in one go: taking the text apart is what costs. */
export const SQL_FOUND = `json_extract_string(properties, [${keys.map((key) => sqlPointer([key])).join(', ')}])`;
