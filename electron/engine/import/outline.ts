/** What the first rows of a file would become, counted: events, ids, the days they span, and what is left over. */
import type { CommandInput, ImportOutline } from '../../../shared/contract/commands';
import { guessImportMap } from '../../../shared/formats/guess';
import { type ImportMap, isContainer, isTable, isVendor } from '../../../shared/formats/import-map';
import type { VendorFormat } from '../../../shared/formats/vendor';
import { recogniseVendor } from '../../../shared/formats/vendors';
import { printEventsSelect } from '../../../shared/sql/import-wide';
import { readNumber, readRows } from '../store/read';
import { reasonWords } from './collect-rejects';
import { decodeRows } from './decode-rows';
import { describeFile, sampleColumns } from './inspect';
import { LOOK_ROWS } from './look';
import { stageFile, type SourceFile, type Staging } from './staging';

const SHOWN_NAMES = 12;

/** `id` names its scratch files. Without a map, where no vendor is recognised, the one that can be guessed. */
export async function outlineFile(
  workspaceDir: string,
  id: string,
  file: SourceFile,
  { format, map: asked }: Pick<CommandInput<'import.outline'>, 'format' | 'map'>,
): Promise<ImportOutline> {
  const staging = await stageFile(workspaceDir, id, file, format, LOOK_ROWS);
  try {
    const rows = await readNumber(staging.connection, 'SELECT count(*) FROM rows');
    const columns = asked === undefined ? await sampleColumns(staging) : [];
    const vendor =
      asked !== undefined || isContainer(format)
        ? undefined
        : recogniseVendor({ container: staging.format, columns }, isVendor(format) ? format : undefined);
    const map = asked ?? (vendor === undefined ? guessImportMap(columns, isTable(staging.format)).map : undefined);
    const found =
      vendor === undefined
        ? map === undefined
          ? NOTHING
          : await outlineByMap(staging, map)
        : await outlineByVendor(staging, vendor.format, rows);
    return { rows, isPart: rows >= LOOK_ROWS, ...found };
  } finally {
    await staging.remove();
  }
}

type Found = Omit<ImportOutline, 'rows' | 'isPart'>;
const NOTHING: Found = { events: 0, ids: 0, names: [], eventNames: 0, rejects: [] };

async function outlineByMap(staging: Staging, map: ImportMap): Promise<Found> {
  const { connection } = staging;
  const select = printEventsSelect({
    file: await describeFile(staging, { nulls: map.nulls }),
    map,
    receivedAt: Date.now(),
  });
  await connection.run(`CREATE TEMP TABLE outlined AS SELECT event, distinct_id, "timestamp", reason FROM (${select})`);
  const [row] = await readRows(
    connection,
    `SELECT count(*)::BIGINT AS events, count(DISTINCT distinct_id)::BIGINT AS ids, count(DISTINCT event)::BIGINT AS names,
       min("timestamp") AS "from", max("timestamp") AS "to" FROM outlined WHERE reason IS NULL`,
  );
  const names = await readRows(
    connection,
    `SELECT event AS name, count(*)::BIGINT AS count FROM outlined WHERE reason IS NULL GROUP BY event ORDER BY count DESC, name LIMIT ${SHOWN_NAMES}`,
  );
  const rejects = await readRows(
    connection,
    "SELECT reason, count(*)::BIGINT AS count FROM outlined WHERE reason IS NOT NULL AND reason <> 'skipped' GROUP BY reason ORDER BY count DESC, reason",
  );
  const counted = (each: Record<string, unknown>): number => Number(each['count']);
  const span = row === undefined || row['from'] === null ? {} : { from: Number(row['from']), to: Number(row['to']) };
  return {
    events: Number(row?.['events'] ?? 0),
    ids: Number(row?.['ids'] ?? 0),
    ...span,
    names: names.map((each) => ({ name: String(each['name']), count: counted(each) })),
    eventNames: Number(row?.['names'] ?? 0),
    rejects: rejects.map((each) => ({ reason: reasonWords(String(each['reason'])), count: counted(each) })),
  };
}

async function outlineByVendor(staging: Staging, format: VendorFormat, rows: number): Promise<Found> {
  const ids = new Set<string>();
  const names = new Map<string, number>();
  const rejects = new Map<string, number>();
  let events = 0;
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const count = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
  await decodeRows(staging, format, { rows, receivedAt: Date.now() }, (_row, _text, reading) => {
    for (const { event, distinct_id: id, timestamp } of reading.events) {
      events++;
      ids.add(id);
      count(names, event);
      from = Math.min(from, timestamp);
      to = Math.max(to, timestamp);
    }
    for (const { code } of reading.rejects) count(rejects, reasonWords(code));
  });
  const most = (counts: ReadonlyMap<string, number>): [string, number][] => [...counts].sort((a, b) => b[1] - a[1]);
  return {
    events,
    ids: ids.size,
    ...(events === 0 ? {} : { from, to }),
    names: most(names)
      .slice(0, SHOWN_NAMES)
      .map(([name, times]) => ({ name, count: times })),
    eventNames: names.size,
    rejects: most(rejects).map(([reason, times]) => ({ reason, count: times })),
  };
}
