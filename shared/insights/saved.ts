/** An insight that was named and kept: its spec in one JSON file of the workspace. */
import { z } from 'zod';
import { savedBase } from '../model/saved';
import { insightSpecSchema } from './specs';

export const savedInsightSchema = z.strictObject({ ...savedBase, spec: insightSpecSchema });
export type SavedInsight = z.infer<typeof savedInsightSchema>;
