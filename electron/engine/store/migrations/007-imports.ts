/**
 * Format 7. An import is written down when it begins, so that what a crash cut off can be gone on with: `state` is `open`
 * until it is `done`, `kept` (cancelled, what was stored stays) or `failed`; `sources` are its files with path, size and
 * time of change, `finished` the reports of those that are done, both only while it is open.
 */
export const IMPORTS: readonly string[] = [
  'ALTER TABLE imports ALTER COLUMN report DROP NOT NULL',
  "ALTER TABLE imports ADD COLUMN state VARCHAR DEFAULT 'done'",
  'ALTER TABLE imports ADD COLUMN format VARCHAR',
  'ALTER TABLE imports ADD COLUMN ended_at BIGINT',
  'ALTER TABLE imports ADD COLUMN bytes BIGINT DEFAULT 0',
  'ALTER TABLE imports ADD COLUMN sources JSON',
  'ALTER TABLE imports ADD COLUMN finished JSON',
  'ALTER TABLE imports ADD COLUMN error JSON',
];
