/**
 * Format 8. Promoted codes lie in pieces instead of rows, a value for each event from `first` on: 0 where it is missing,
 * else code + 1, in `width` bytes, little-endian. They are read and written by memory copy. What was taken out in the old
 * form is taken out again when it is asked about.
 */
export const PROMOTED_PIECES: readonly string[] = [
  'DROP TABLE promoted_codes',
  'DELETE FROM promoted_texts',
  'DELETE FROM promoted',
  'CREATE TABLE promoted_pieces (id UINTEGER NOT NULL, first UINTEGER NOT NULL, width UTINYINT NOT NULL, codes BLOB NOT NULL)',
];
