/** Expressions over the `events` table that more than one query needs. */
import { CAMPAIGN_KEYS, SERVER_LIB } from '../model/derived';
import { EVENT_KINDS, WELL_KNOWN } from '../model/event';
import { PROPERTY_OPERATIONS } from '../model/person';
import { sqlPointer, sqlText } from './quote';

const property = (key: string): string => `json_extract_string(properties, ${sqlPointer([key])})`;

/** The name an alias event gives to its user. */
export const SQL_ALIAS = property('alias');

/** As `pageOf` of shared/model/derived. */
export const SQL_PAGE_OF = `CASE WHEN kind IN ('page', 'screen') THEN nullif(coalesce(${property(WELL_KNOWN.path)}, regexp_extract(${property(WELL_KNOWN.url)}, '^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*([^?#]*)', 1), ${property(WELL_KNOWN.screen)}, ${property('name')}), '') END`;

/** Position of the event's kind in EVENT_KINDS. */
export const SQL_KIND_CODE = `(list_position([${EVENT_KINDS.map(sqlText).join(', ')}], kind) - 1)`;

/** As `isServerEvent` of shared/model/derived. */
export const SQL_IS_SERVER_OF = `(CASE WHEN contains(properties::VARCHAR, '$is_server') THEN coalesce(${property('$is_server')} = 'true', false) ELSE false END OR coalesce(regexp_matches(lib, ${sqlText(`(?i)${SERVER_LIB}`)}), false))`;

export const SQL_IS_RAGE = "(event = '$rageclick')";

/** A well-known property as text. */
export const sqlWellKnown = (name: keyof typeof WELL_KNOWN): string => property(WELL_KNOWN[name]);

const campaignPart = (key: string): string => {
  const value = `json_extract(properties, ${sqlPointer([key])})`;
  const text = `json_extract_string(properties, ${sqlPointer([key])})`;
  return `CASE WHEN json_type(${value}) = 'VARCHAR' AND ${text} <> '' THEN ${sqlText(`${key}=`)} || ${text} END`;
};
/** As `campaignOf` of shared/model/derived. Most events name none, and a look at the text is cheaper than a parse. */
export const SQL_CAMPAIGN_OF = `CASE WHEN CASE WHEN contains(properties::VARCHAR, 'utm_') THEN regexp_matches(properties::VARCHAR, ${sqlText(`"(?:${CAMPAIGN_KEYS.join('|')})"`)}) ELSE false END THEN nullif(concat_ws('&', ${CAMPAIGN_KEYS.map(campaignPart).join(', ')}), '') END`;

/** As `hasOperations` of shared/model/derived. Only CASE keeps the database from working out what a look has ruled out. */
export const SQL_HAS_OPERATIONS_OF = `CASE WHEN contains(properties::VARCHAR, '"$') THEN CASE WHEN regexp_matches(properties::VARCHAR, ${sqlText(`"\\$(?:${PROPERTY_OPERATIONS.map((name) => name.slice(1)).join('|')})"`)}) THEN (${PROPERTY_OPERATIONS.map((name) => `coalesce(json_type(properties, ${sqlPointer([name])}) <> 'NULL', false)`).join(' OR ')}) ELSE false END ELSE false END`;
