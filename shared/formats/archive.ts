/**
 * The archive of a workspace (docs/formats.md#archive): a zip of stored members, `manifest.json` the last of them. What may
 * be in it is named here, one by one: no other name is written, and none is taken out.
 */
import { z } from 'zod';

export const ARCHIVE_EXTENSION = 'waymark';
export const MANIFEST = 'manifest.json';

/** Documents of the workspace's folder. */
export const ARCHIVED_FILES: readonly string[] = [
  'workspace.json',
  'identity.json',
  'doctor.json',
  'flags.json',
  'tracking-plan.json',
];
/** Folders of documents, a JSON file each. */
export const ARCHIVED_FOLDERS: readonly string[] = ['segments', 'actions', 'insights', 'mappings'];

/** Tables that are worked out of others, or of files that are not in it. */
export const isLeftOut = (table: string): boolean => /^(promoted|session|journal)(_|$)/.test(table);

const TABLE = /^data\/([a-z][a-z0-9_]{0,62})\.parquet$/;
const DOCUMENT = /^documents\/(?:([a-z-]+)\/)?([A-Za-z0-9_-]{1,64}\.json)$/;

export type Member =
  | { readonly is: 'table'; readonly table: string }
  /** `folder` is undefined of those that lie beside the database. */
  | { readonly is: 'document'; readonly folder: string | undefined; readonly file: string };

export const tableMember = (table: string): string => `data/${table}.parquet`;
export const documentMember = (folder: string | undefined, file: string): string =>
  folder === undefined ? `documents/${file}` : `documents/${folder}/${file}`;

/** What a name stands for; undefined for every name that no archive has. */
export function memberOf(name: string): Member | undefined {
  const [, table] = TABLE.exec(name) ?? [];
  if (table !== undefined) return isLeftOut(table) ? undefined : { is: 'table', table };
  const [, folder, file] = DOCUMENT.exec(name) ?? [];
  if (file === undefined) return undefined;
  if (folder === undefined) return ARCHIVED_FILES.includes(file) ? { is: 'document', folder, file } : undefined;
  return ARCHIVED_FOLDERS.includes(folder) ? { is: 'document', folder, file } : undefined;
}

export const ARCHIVE_VERSION = 1;

/** Enough to say of any archive whether it can be read. */
export const archiveHeadSchema = z.object({
  format: z.literal('waymark-archive'),
  version: z.number().int().min(1),
  /** Of the database: how many migrations it has had. */
  schema: z.number().int().min(1),
  /** The version of Waymark that wrote it. */
  waymark: z.string(),
});

const sizeSchema = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

export const manifestSchema = archiveHeadSchema.extend({
  version: z.literal(ARCHIVE_VERSION),
  /** ISO 8601, UTC. */
  createdAt: z.iso.datetime(),
  tables: z.array(z.strictObject({ name: z.string(), rows: sizeSchema })).max(1_000),
  /** All members but the manifest itself. */
  members: z
    .array(
      z.strictObject({
        name: z.string().refine((name) => memberOf(name) !== undefined, 'is no name that an archive has'),
        bytes: sizeSchema,
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .max(100_000),
});
export type Manifest = z.infer<typeof manifestSchema>;
