/**
 * Format 10. How far the journal of events (electron/journal) is stored: one row, changed in the transaction that stores
 * them, so that each of its frames is stored once, whatever is killed when.
 */
export const JOURNAL_POSITION: readonly string[] = [
  'CREATE TABLE journal_position (sequence BIGINT NOT NULL)',
  'INSERT INTO journal_position VALUES (0)',
];
