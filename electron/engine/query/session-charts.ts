/** Sessions as distributions, in their neighbourhood, and under other settings. */
import { BugError } from '../../../shared/base/assert';
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import type { Dataset } from '../sequences/dataset';
import type { SessionStore } from '../sessions/session-store';

const todo = (): never => {
  throw new BugError('not built yet');
};
export const sessionsDistributions = async (
  _dataset: Dataset,
  _sessions: SessionStore,
  _input: CommandInput<'sessions.distributions'>,
): Promise<CommandOutput<'sessions.distributions'>> => todo();
export const sessionsNeighbours = async (
  _dataset: Dataset,
  _sessions: SessionStore,
  _input: CommandInput<'sessions.neighbours'>,
): Promise<CommandOutput<'sessions.neighbours'>> => todo();
export const sessionsPreview = async (
  _dataset: Dataset,
  _input: CommandInput<'sessions.preview'>,
): Promise<CommandOutput<'sessions.preview'>> => todo();
