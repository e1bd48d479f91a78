/** What the preload may ask of main, each with the check of its input and the type of its answer. */
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { IPC, type PickedArchive, type PickedFile } from '../../../shared/contract/channels';

export const REQUESTS = {
  [IPC.grantPath]: z.string().max(32_768).refine(isAbsolute, 'must be an absolute path'),
  [IPC.pickFiles]: z.undefined(),
  [IPC.pickTarget]: z.string().min(1).max(1_000),
  [IPC.pickArchive]: z.undefined(),
  [IPC.openRestored]: z.string().min(1).max(100),
} as const satisfies Record<string, z.ZodType>;

export type RequestChannel = keyof typeof REQUESTS;
export type RequestInput<Channel extends RequestChannel> = z.infer<(typeof REQUESTS)[Channel]>;

export interface RequestAnswers {
  readonly [IPC.grantPath]: PickedFile;
  readonly [IPC.pickFiles]: readonly PickedFile[];
  readonly [IPC.pickTarget]: PickedFile | undefined;
  readonly [IPC.pickArchive]: PickedArchive | undefined;
  readonly [IPC.openRestored]: void;
}
