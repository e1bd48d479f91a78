/**
 * Imports as the page sees them: they run in the engine, so here is only the asking. The list follows the live feed;
 * whatever is done to an import makes it be asked for again at once.
 */
import type { Result } from '../../shared/base/result';
import type { CommandInput, CommandOutput, ImportEntry } from '../../shared/contract/commands';
import type { AppError } from '../../shared/contract/errors';
import { formatPlural } from '../ui/number-format';
import { toast } from '../ui/toast-store';
import { call } from '../data/client';
import { coordinator } from '../data/runtime';
import { latest, useQuery } from '../data/use-query';

type ImportAct = 'import.start' | 'import.pause' | 'import.resume' | 'import.cancel' | 'import.undo';

const FAILED: Record<ImportAct, string> = {
  'import.start': 'The import did not begin',
  'import.pause': 'The import could not be paused',
  'import.resume': 'The import could not go on',
  'import.cancel': 'The import could not be cancelled',
  'import.undo': 'The import could not be taken back',
};

/** Does it, tells of a failure in the corner, and has the list asked for again. */
export async function actOnImport<Name extends ImportAct>(
  command: Name,
  input: CommandInput<Name>,
): Promise<Result<CommandOutput<Name>, AppError>> {
  const answer = await call(command, input);
  coordinator.invalidate('import.list');
  if (!answer.ok && answer.error.code !== 'cancelled') {
    toast({ tone: 'bad', title: FAILED[command], text: answer.error.message });
  }
  return answer;
}

const NOTHING = {};

/** Every import, the newest first; undefined until that is known. */
export const useImportList = (): readonly ImportEntry[] | undefined => latest(useQuery('import.list', NOTHING));

export const isUnderWay = ({ state }: ImportEntry): boolean =>
  state === 'waiting' || state === 'running' || state === 'paused' || state === 'stopping';

/** What people call it: `shop.csv and 2 more files`. */
export function importName({ files, fileCount }: Pick<ImportEntry, 'files' | 'fileCount'>): string {
  const [first = 'Import'] = files;
  return fileCount > 1 ? `${first} and ${formatPlural(fileCount - 1, 'more file')}` : first;
}
