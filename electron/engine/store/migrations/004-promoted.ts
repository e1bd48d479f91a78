/**
 * Format 4. Event properties that somebody asked about, taken out of the JSON once: dictionary codes by eid, one
 * dictionary each. `covered` events are in; a `wide` property has too many different values to be worth it. All of it is
 * worked out of `events` and may be emptied at any time.
 */
export const PROMOTED: readonly string[] = [
  'CREATE TABLE promoted (id UINTEGER NOT NULL, property VARCHAR NOT NULL, covered UINTEGER NOT NULL, wide BOOLEAN NOT NULL)',
  'CREATE TABLE promoted_texts (id UINTEGER NOT NULL, code UINTEGER NOT NULL, text VARCHAR NOT NULL)',
  'CREATE TABLE promoted_codes (id UINTEGER NOT NULL, eid UINTEGER NOT NULL, code UINTEGER NOT NULL)',
];
