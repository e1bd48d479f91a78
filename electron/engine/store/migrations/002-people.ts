/**
 * Format 2. What sessions and profiles ask of every event, worked out when it is stored (shared/model/derived.ts): the
 * campaign that brought the visitor, and whether the event changes properties of its person.
 */
import { SQL_CAMPAIGN_OF, SQL_HAS_OPERATIONS_OF } from '../../../../shared/sql/columns';

export const PEOPLE: readonly string[] = [
  'ALTER TABLE events ADD COLUMN campaign VARCHAR',
  'ALTER TABLE events ADD COLUMN has_operations BOOLEAN',
  `UPDATE events SET campaign = ${SQL_CAMPAIGN_OF}, has_operations = ${SQL_HAS_OPERATIONS_OF}`,
];
