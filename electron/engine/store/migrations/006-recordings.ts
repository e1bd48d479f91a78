/**
 * Format 6. Pieces of recordings of the screen, each as its SDK sent it, gzipped. `first` and `last` are what the browser's
 * clock showed, `skew` is what it showed too much; `bytes` is the size of `content`, `json_bytes` what it unpacks to. A
 * piece that was sent twice has one `hash`.
 */
export const RECORDINGS: readonly string[] = [
  `CREATE TABLE recordings (
    id UINTEGER NOT NULL,
    hash VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    recording VARCHAR NOT NULL,
    window_id VARCHAR,
    distinct_id VARCHAR,
    project VARCHAR,
    received_at BIGINT NOT NULL,
    first BIGINT NOT NULL,
    last BIGINT NOT NULL,
    skew BIGINT NOT NULL,
    events UINTEGER NOT NULL,
    json_bytes UINTEGER NOT NULL,
    bytes UINTEGER NOT NULL,
    content BLOB NOT NULL
  )`,
];
