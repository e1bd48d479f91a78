/** Questions about people: the list, one person's profile, its history, its neighbours. */
import { BugError } from '../../../shared/base/assert';
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import type { Dataset } from '../sequences/dataset';
import type { SessionStore } from '../sessions/session-store';
import type { Readers } from '../store/readers';
import type { ProfileStore } from './profile-store';

export interface PeopleParts {
  readonly dataset: Dataset;
  readonly readers: Readers;
  readonly sessions: SessionStore;
  readonly profiles: ProfileStore;
}

const todo = (): never => {
  throw new BugError('not built yet');
};
export const peopleTable = async (_parts: PeopleParts, _input: CommandInput<'people.table'>): Promise<Uint8Array> =>
  todo();
export const peopleEvents = async (_parts: PeopleParts, _input: CommandInput<'people.events'>): Promise<Uint8Array> =>
  todo();
export const peopleSummary = async (
  _parts: PeopleParts,
  _input: CommandInput<'people.summary'>,
): Promise<CommandOutput<'people.summary'>> => todo();
export const peopleProperties = async (_parts: PeopleParts): Promise<CommandOutput<'people.properties'>> => todo();
export const peopleGet = async (
  _parts: PeopleParts,
  _input: CommandInput<'people.get'>,
): Promise<CommandOutput<'people.get'>> => todo();
export const peopleChanges = async (
  _parts: PeopleParts,
  _input: CommandInput<'people.changes'>,
): Promise<CommandOutput<'people.changes'>> => todo();
export const peopleSimilar = async (
  _parts: PeopleParts,
  _input: CommandInput<'people.similar'>,
): Promise<CommandOutput<'people.similar'>> => todo();
