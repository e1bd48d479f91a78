/** The ids of events that share a millisecond with another of their person. */
import { ensure } from '../../../shared/base/assert';
import { readRows } from '../store/read';
import type { Readers } from '../store/readers';

const TIES_PER_QUERY = 20_000;
const MAX_TIED_IDS = 100_000;

/** Event ids are long and rarely needed: only where two events of a person share a millisecond. */
export class TiedIds {
  private readonly known = new Map<number, string>();

  constructor(private readonly readers: Readers) {}

  of(eid: number): string {
    return ensure(this.known.get(eid), 'event id');
  }

  /** Many events share a millisecond where clocks are coarse: too many texts to be kept for the next time. */
  forget(): void {
    if (this.known.size > MAX_TIED_IDS) this.known.clear();
  }

  async fetch(eids: readonly number[]): Promise<void> {
    const missing = eids.filter((eid) => !this.known.has(eid));
    for (let from = 0; from < missing.length; from += TIES_PER_QUERY) {
      const part = missing.slice(from, from + TIES_PER_QUERY);
      const rows = await this.readers.use((connection) =>
        readRows(connection, `SELECT eid, event_id FROM events WHERE eid IN (${part.join(', ')})`),
      );
      for (const row of rows) this.known.set(Number(row['eid']), String(row['event_id']));
    }
  }
}
