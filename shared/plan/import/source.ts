/** Whose plans can be taken in. */
import { z } from 'zod';

export const planSourceSchema = z.enum([
  'waymark',
  'segment',
  'rudderstack',
  'avo',
  'json-schema',
  'amplitude',
  'table',
]);
export type PlanSource = z.infer<typeof planSourceSchema>;
