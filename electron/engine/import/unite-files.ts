/**
 * The generic tables among the files of one import, and among the files in their archives, looked at as one. Only their
 * heads are read; of very many, some spread over all of them.
 */
import type { ImportColumns } from '../../../shared/contract/commands';
import { AppFailure } from '../../../shared/contract/errors';
import { type FileFormat, isContainer, isTable, isVendor } from '../../../shared/formats/import-map';
import { type TableShape, type UnitedColumn, unionNotes, uniteTables } from '../../../shared/formats/unite';
import { recogniseVendor } from '../../../shared/formats/vendors';
import { sampleColumns } from './inspect';
import { stagePlain } from './staging';
import { isArchive, plainFiles, type SourceFile } from './unpack';

export interface UnitedFiles {
  /** Tables that were looked at. */
  readonly tables: number;
  readonly columns: readonly UnitedColumn[];
}

/** One file, or none that is a generic table. */
export const NONE_UNITED: UnitedFiles = { tables: 0, columns: [] };
/** To look at more would take longer than anybody waits. */
const LOOKED = 32;
const HEAD_ROWS = 1_000;
/** Of what is packed. */
const HEAD_BYTES = 4e6;

export interface UniteOptions {
  readonly workspaceDir: string;
  /** Names the scratch files. */
  readonly id: string;
  readonly format: FileFormat;
  /** Somebody says how they are read, whatever vendors there are. */
  readonly isMapped: boolean;
  /** Awaited between two files; throws where nobody waits any more. */
  readonly gate?: () => Promise<void>;
}

/** What cannot be read is passed over: importing it says why. */
export async function uniteFiles(
  sources: readonly SourceFile[],
  { workspaceDir, id, format, isMapped, gate }: UniteOptions,
): Promise<UnitedFiles> {
  const [only] = sources;
  if (isVendor(format) || only === undefined) return NONE_UNITED;
  if (sources.length === 1 && !(await isArchive(only))) return NONE_UNITED;
  const tables: TableShape[] = [];
  let looked = 0;
  const step = Math.max(1, sources.length / LOOKED);
  for (let at = 0; at < sources.length && tables.length < LOOKED; at += step) {
    const source = sources[Math.floor(at)];
    if (source === undefined) break;
    try {
      const files = plainFiles(source, { workspaceDir, id, asked: format, headOnly: true, headBytes: HEAD_BYTES });
      for await (const found of files) {
        await gate?.();
        // Those that are no generic tables count too: of a vendor's export there may be thousands.
        if (++looked > 2 * LOOKED) break;
        if ('failure' in found || !isTable(found.container)) continue;
        const staging = await stagePlain(workspaceDir, id, found, HEAD_ROWS);
        try {
          const columns = await sampleColumns(staging);
          const outline = { container: staging.format, columns };
          const isGeneric = isMapped || isContainer(format) || recogniseVendor(outline) === undefined;
          if (isGeneric) tables.push({ columns });
        } finally {
          await staging.remove();
        }
        if (tables.length === LOOKED) break;
      }
    } catch (error) {
      if (!(error instanceof AppFailure) || error.error.code === 'cancelled') throw error;
    }
  }
  return tables.length < 2 ? NONE_UNITED : { tables: tables.length, columns: uniteTables(tables) };
}

/** As the contract says it. */
export const columnsOf = ({ tables, columns }: UnitedFiles): ImportColumns => ({
  tables,
  columns: columns.map(({ types, ...each }) => ({ ...each, types: [...types] })),
  notes: [...unionNotes(columns, tables)],
});
