/** Expressions over the `events` table that more than one query needs. */
import { EVENT_KINDS, WELL_KNOWN } from '../model/event';
import { JUNK_IDS, ZERO_ID } from '../model/junk-id';
import { sqlPointer, sqlText } from './quote';

const property = (key: string): string => `json_extract_string(properties, ${sqlPointer([key])})`;

/** As `isJunkId` of shared/model; NULL counts as junk. */
export const sqlIsJunk = (column: string): string =>
  `coalesce(lower(trim(${column})) IN (${JUNK_IDS.map(sqlText).join(', ')}) OR regexp_matches(${column}, ${sqlText(ZERO_ID)}), true)`;

/** The role of the id that an event belongs to by itself, and that id: user before anonymous before plain. */
export const SQL_OWNER_ROLE = `CASE WHEN NOT ${sqlIsJunk('user_id')} THEN 'user' WHEN NOT ${sqlIsJunk('anonymous_id')} THEN 'anonymous' ELSE 'plain' END`;
export const SQL_OWNER_ID = `CASE WHEN NOT ${sqlIsJunk('user_id')} THEN user_id WHEN NOT ${sqlIsJunk('anonymous_id')} THEN anonymous_id ELSE distinct_id END`;

/** Both ids are there and mean somebody: the event links them. */
export const SQL_IS_LINK = `(NOT ${sqlIsJunk('user_id')} AND NOT ${sqlIsJunk('anonymous_id')})`;

/** The name an alias event gives to its user. */
export const SQL_ALIAS = property('alias');

/**
 * The page or screen an event is about: the path without query and fragment, else the screen's name, else the name a
 * Segment page carries; NULL where it is about none.
 */
export const SQL_PAGE = `nullif(coalesce(${property(WELL_KNOWN.path)}, regexp_extract(${property(WELL_KNOWN.url)}, '^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*([^?#]*)', 1), ${property(WELL_KNOWN.screen)}, ${property('name')}), '')`;

/** Position of the event's kind in EVENT_KINDS. */
export const SQL_KIND_CODE = `(list_position([${EVENT_KINDS.map(sqlText).join(', ')}], kind) - 1)`;

/** Events sent by a server library: they never start or extend a session. */
export const SQL_IS_SERVER = `(coalesce(${property('$is_server')} = 'true', false) OR coalesce(regexp_matches(lib, '(?i)(^|[-_/.@ ])(node|python|ruby|php|java|go|rust|dotnet|elixir|server)$'), false))`;

export const SQL_IS_RAGE = "(event = '$rageclick')";

/** A well-known property as text. */
export const sqlWellKnown = (name: keyof typeof WELL_KNOWN): string => property(WELL_KNOWN[name]);
