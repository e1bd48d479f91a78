/** What column names tell: words of the field, whatever the spelling (`userId`, `user_id`, `User ID`, `actor.id`). */

/** Lower-case words joined by `_`: `userId` → `user_id`, `$insert_id` → `insert_id`, `actor.id` → `actor_id`. */
export function normaliseName(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
}

/** The depth of a dot path: 0 for a plain column. */
export const nameDepth = (name: string): number => name.split('.').length - 1;

/** The last key of a dot path, normalised. */
export const lastKey = (name: string): string => normaliseName(name.slice(name.lastIndexOf('.') + 1));

/** Names in order of how surely they mean the field; the first is the surest. */
export const TIME_NAMES = [
  'timestamp',
  'event_timestamp',
  'event_time',
  'event_at',
  'occurred_at',
  'happened_at',
  'time',
  'ts',
  't',
  'datetime',
  'date_time',
  'event_datetime',
  'event_date',
  'client_event_time',
  'client_timestamp',
  'original_timestamp',
  'utc_time',
  'created_at',
  'created',
  'createdat',
  'logged_at',
  'server_time',
  'server_timestamp',
  'sent_at',
  'received_at',
  'visit_date',
  'date',
  'day',
  'when',
] as const;

export const EVENT_NAMES = [
  'event',
  'event_name',
  'eventname',
  'event_type',
  'eventtype',
  'event_action',
  'event_label',
  'action',
  'action_name',
  'action_type',
  'activity',
  'activity_type',
  'verb',
  'behavior_type',
  'name',
  'type',
  'page',
  'page_name',
  'screen',
  'screen_name',
  'status',
] as const;

/** Ids of people as the product knows them. */
export const USER_NAMES = [
  'distinct_id',
  'user_id',
  'userid',
  'uid',
  'user',
  'person_id',
  'person',
  'customer_id',
  'customer',
  'client_id',
  'member_id',
  'account_id',
  'subscriber_id',
  'player_id',
  'actor_id',
  'actor',
  'visitor_id',
  'visitor',
  'profile_id',
  'username',
  'login',
  'actor_login',
  'user_login',
  'email',
  'user_email',
] as const;

/** Ids of browsers and devices. */
export const ANONYMOUS_NAMES = [
  'anonymous_id',
  'anon_id',
  'cookie_id',
  'cookie',
  'device_id',
  'browser_id',
  'user_pseudo_id',
  'domain_userid',
  'visitor_id',
  'fingerprint',
  'client_id',
] as const;

export const SESSION_NAMES = ['session_id', 'sessionid', 'session', 'visit_id', 'visit', 'domain_sessionid'] as const;

export const EVENT_ID_NAMES = [
  'insert_id',
  'message_id',
  'uuid',
  'event_uuid',
  'event_id',
  'eventid',
  'row_id',
  'guid',
  'id',
] as const;

/** The place of a column's name in a list, or undefined. A nested column matches by its whole path or its last key. */
export function rankOf(name: string, names: readonly string[]): number | undefined {
  const whole = names.indexOf(normaliseName(name));
  if (whole >= 0) return whole;
  const last = nameDepth(name) > 0 ? names.indexOf(lastKey(name)) : -1;
  return last >= 0 ? last : undefined;
}
