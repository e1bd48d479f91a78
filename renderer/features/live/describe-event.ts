/** The one thing that tells an event from others of its name: its page, else its most telling property. */
import type { StoredEvent } from '../../../shared/contract/commands';
import { WELL_KNOWN } from '../../../shared/model/event';

/** Ride along on every event of a product; they tell one event from another least of all. */
const CONTEXT =
  /^(country|locale|language|timezone|platform|env|environment|version|build|app_?version|app|device|browser|os)$/i;

/** Empty where the event carries nothing of its own. */
export function describeEvent({ kind, properties }: StoredEvent): string {
  const page = pageOf(properties);
  if (page !== undefined && (kind === 'page' || kind === 'screen')) return page;
  const words = Object.entries(properties)
    .flatMap(([key, value]) =>
      !key.startsWith('$') &&
      !CONTEXT.test(key) &&
      (typeof value === 'number' || (typeof value === 'string' && value !== ''))
        ? [`${key} ${value}`]
        : [],
    )
    .slice(0, 3);
  return words.length > 0 ? words.join(' · ') : (page ?? '');
}

function pageOf(properties: StoredEvent['properties']): string | undefined {
  for (const key of [WELL_KNOWN.path, WELL_KNOWN.screen, WELL_KNOWN.url, WELL_KNOWN.title]) {
    const value = properties[key];
    if (typeof value === 'string' && value !== '') return value.replace(/^https?:\/\/[^/]+(?=\/)/, '');
  }
  return undefined;
}
