/**
 * Format 9. Which import a piece of a recording came by, so that undoing it takes the piece out; NULL for what was
 * captured. An import that brings a piece which another brought before has a claim on it: the piece goes with the last.
 */
export const RECORDING_OWNERS: readonly string[] = [
  'ALTER TABLE recordings ADD COLUMN import_id UINTEGER',
  'CREATE TABLE recording_claims (hash VARCHAR NOT NULL, import_id UINTEGER NOT NULL)',
];
