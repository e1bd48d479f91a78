/**
 * Format 5. The request around a reject, cut down to the bad item, so that it can be repaired and read as it would have
 * been; and what became of it: when it was repaired, and the ids of its events (JSON).
 */
export const REJECTS: readonly string[] = [
  'ALTER TABLE rejects ADD COLUMN request VARCHAR',
  'ALTER TABLE rejects ADD COLUMN repaired_at BIGINT',
  'ALTER TABLE rejects ADD COLUMN repaired_as VARCHAR',
];
