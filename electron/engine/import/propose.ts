/** Looks at the head of a file and proposes how to read it. */
import type { CommandInput, ImportGuess } from '../../../shared/contract/commands';
import { guessImportMap, type MapGuess } from '../../../shared/formats/guess';
import { isContainer, isTable, isVendor } from '../../../shared/formats/import-map';
import { recogniseVendor } from '../../../shared/formats/vendors';
import { sampleColumns, whyNoColumns } from './inspect';
import type { Mappings } from './mappings';
import { previewByMap, previewByVendor } from './preview';
import { stageFile, type SourceFile } from './staging';

const HEAD_ROWS = 1_000;
const SHOWN_SAMPLES = 5;

/** `id` names its scratch files. */
export async function proposeImport(
  workspaceDir: string,
  id: string,
  file: SourceFile,
  { format, map: asked, time, anew = false }: Omit<CommandInput<'import.guess'>, 'file' | 'member'>,
  recall: Mappings['recall'],
): Promise<ImportGuess> {
  const staging = await stageFile(workspaceDir, id, file, format, HEAD_ROWS);
  try {
    const columns = await sampleColumns(staging);
    const outline = { container: staging.format, columns };
    const vendor =
      asked !== undefined || isContainer(format)
        ? undefined
        : recogniseVendor(outline, isVendor(format) ? format : undefined);
    const why = columns.length === 0 ? await whyNoColumns(staging) : undefined;
    const guessed: MapGuess =
      why !== undefined
        ? { reasons: [], problem: why }
        : vendor === undefined
          ? guessImportMap(columns, isTable(staging.format), time)
          : { reasons: [] };
    const names = columns.map(({ name }) => name);
    const remembered =
      vendor === undefined && asked === undefined && time === undefined && !anew ? await recall(names) : undefined;
    const map = asked ?? remembered?.map ?? guessed.map;
    const preview =
      vendor === undefined
        ? map === undefined
          ? []
          : await previewByMap(staging, map)
        : await previewByVendor(staging, vendor.format);
    return {
      file: file.name,
      format: staging.format,
      ...(vendor === undefined
        ? {}
        : { vendor: { name: vendor.format.vendor, title: vendor.format.title, reason: vendor.reason } }),
      columns: columns.map(({ name, type, samples }) => ({
        name,
        type,
        sample: samples.filter((text) => text !== '').slice(0, SHOWN_SAMPLES),
      })),
      ...(map === undefined ? {} : { map }),
      ...(remembered === undefined ? {} : { remembered: { name: remembered.name, at: Date.parse(remembered.usedAt) } }),
      reasons: remembered === undefined ? [...guessed.reasons] : [],
      ...(guessed.problem === undefined || remembered !== undefined ? {} : { problem: guessed.problem }),
      ...(guessed.elapsed === undefined || remembered !== undefined ? {} : { elapsed: guessed.elapsed }),
      ...(guessed.markers === undefined
        ? {}
        : { markers: guessed.markers.map((each) => ({ ...each, columns: [...each.columns] })) }),
      preview,
    };
  } finally {
    await staging.remove();
  }
}
