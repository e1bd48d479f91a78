/** What the workspace is set to and what was decided by hand: two documents, read at opening, written at each change. */
import { join } from 'node:path';
import { type Decision, decisionsDocumentSchema } from '../../shared/model/identity';
import { DEFAULT_SETTINGS, type WorkspaceSettings, workspaceSettingsSchema } from '../../shared/model/settings';
import { readDocument, writeDocument } from './store/document';

/** What persons and sessions are made under. */
export interface Definitions {
  readonly settings: WorkspaceSettings;
  readonly decisions: readonly Decision[];
}

const SETTINGS_FILE = 'workspace.json';
const DECISIONS_FILE = 'identity.json';

/** Throws {@link AppFailure} `workspace_corrupt` where a document does not fit its schema. */
export async function readDefinitions(workspaceDir: string): Promise<Definitions> {
  const settings = await readDocument(join(workspaceDir, SETTINGS_FILE), workspaceSettingsSchema, DEFAULT_SETTINGS);
  const { decisions } = await readDocument(join(workspaceDir, DECISIONS_FILE), decisionsDocumentSchema, {
    version: 1,
    decisions: [],
  });
  return { settings, decisions };
}

export const writeSettings = (workspaceDir: string, settings: WorkspaceSettings): Promise<void> =>
  writeDocument(join(workspaceDir, SETTINGS_FILE), settings);

export const writeDecisions = (workspaceDir: string, decisions: readonly Decision[]): Promise<void> =>
  writeDocument(join(workspaceDir, DECISIONS_FILE), { version: 1, decisions });
