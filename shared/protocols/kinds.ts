/** What sort of thing an event is, told by the names that SDKs give the events they make by themselves. */
import type { EventKind } from '../model/event';
import type { Json } from '../model/json';

const KIND_BY_NAME: ReadonlyMap<string, EventKind> = new Map([
  ['$pageview', 'page'],
  ['$screen', 'screen'],
  ['$rageclick', 'click'],
  ['$dead_click', 'click'],
  ['$web_vitals', 'vitals'],
  ['$exception', 'error'],
  ['$ping', 'ping'],
  ['$identify', 'identify'],
  ['$group', 'group'],
  ['$alias', 'alias'],
  ['$create_alias', 'alias'],
  ['$merge_dangerously', 'alias'],
  ['$groupidentify', 'group'],
  ['$set', 'person'],
  ['$feature_flag_called', 'flag'],
  // Sent by the SDK on its own as the page goes away or as a summary: nothing the person did.
  ['$pageleave', 'ping'],
  ['$$heatmap', 'ping'],
  ['$$client_ingestion_warning', 'ping'],
]);

/** The kind of an event named in PostHog's way, which our own protocol shares. */
export function kindOf(event: string, properties: Readonly<Record<string, Json>>): EventKind {
  if (event !== '$autocapture') return KIND_BY_NAME.get(event) ?? 'custom';
  const type = properties['$event_type'];
  return type === 'change' || type === 'submit' ? 'form' : 'click';
}
