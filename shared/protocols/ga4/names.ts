/** What GA4's own event names and parameters mean, whoever sent them. */
import type { EventKind } from '../../model/event';
import type { Json } from '../../model/json';
import { known } from '../page-address';

const KINDS: ReadonlyMap<string, EventKind> = new Map([
  ['page_view', 'page'],
  ['screen_view', 'screen'],
  ['scroll', 'scroll'],
  // Outbound links; a click that a page reports itself is called as the page likes.
  ['click', 'click'],
  ['file_download', 'click'],
  ['form_start', 'form'],
  ['form_submit', 'form'],
  ['video_start', 'media'],
  ['video_progress', 'media'],
  ['video_complete', 'media'],
  ['exception', 'error'],
  ['app_exception', 'error'],
  ['session_start', 'session'],
  // Sent as the page goes out of sight, to say for how long it was looked at.
  ['user_engagement', 'ping'],
]);

export const kindOf = (event: string): EventKind => KINDS.get(event) ?? 'custom';

/** Events whose `value` is money that came in; others have values too, of carts and leads. */
const INCOME = new Set(['purchase', 'in_app_purchase', 'ecommerce_purchase']);

export const incomeOf = (event: string, value: Json | undefined, currency: Json | undefined): Record<string, Json> =>
  INCOME.has(event) ? known({ $revenue: value, $currency: currency }) : {};

/** `$set` of the properties that have a value, `$unset` of those that were emptied. */
export function personOperations(properties: readonly (readonly [string, Json])[]): Record<string, Json> {
  const isGone = (value: Json): boolean => value === null || value === '';
  const set = properties.filter(([, value]) => !isGone(value));
  const gone = properties.filter(([, value]) => isGone(value)).map(([name]) => name);
  return {
    ...(set.length === 0 ? {} : { $set: Object.fromEntries(set) }),
    ...(gone.length === 0 ? {} : { $unset: gone }),
  };
}
