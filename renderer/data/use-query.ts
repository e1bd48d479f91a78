/** Hooks that show one answer: the last one stays as `previous` while the next loads, and follows the data by itself. */
import type { Table } from '@uwdata/flechette';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type {
  ArrowCommand,
  CommandInput,
  CommandName,
  CommandOutput,
  JsonCommand,
} from '../../shared/contract/commands';
import type { AppError } from '../../shared/contract/errors';
import { askKey, type SlotState } from './coordinator';
import { coordinator, liveFeed } from './runtime';

interface Refetch {
  readonly refetch: () => void;
}
/** `previous` is what was on screen before; show it dimmed while `status` is `loading` or `failed`. */
export type QueryState<T> = Refetch &
  (
    | { readonly status: 'idle'; readonly value?: undefined; readonly previous?: T; readonly error?: undefined }
    | { readonly status: 'loading'; readonly value?: undefined; readonly previous?: T; readonly error?: undefined }
    | { readonly status: 'ready'; readonly value: T; readonly previous?: T; readonly error?: undefined }
    | { readonly status: 'failed'; readonly value?: undefined; readonly previous?: T; readonly error: AppError }
  );

/** Asks a JSON command; `undefined` asks nothing. */
export function useQuery<Name extends JsonCommand>(
  command: Name,
  input: CommandInput<Name> | undefined,
): QueryState<CommandOutput<Name>> {
  return useSlot(command, input) as QueryState<CommandOutput<Name>>;
}

/** Asks an Arrow command; read the table with `data/arrow`. */
export function useTable<Name extends ArrowCommand>(
  command: Name,
  input: CommandInput<Name> | undefined,
): QueryState<Table> {
  return useSlot(command, input) as QueryState<Table>;
}

/** The answer to show: the present one, else the last one. */
export const latest = <T>(state: QueryState<T>): T | undefined => state.value ?? state.previous;

function useSlot(command: CommandName, input: unknown): QueryState<unknown> {
  const [slot] = useState(() => coordinator.slot());
  const key = input === undefined ? undefined : askKey(command, input);
  useEffect(() => {
    if (input === undefined) slot.release();
    else {
      liveFeed.start();
      slot.ask(command, input);
    }
    // `key` stands for `input`: equal inputs need no new ask.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [slot, command, key]);
  useEffect(() => () => slot.release(), [slot]);
  const held = useSyncExternalStore(slot.subscribe, slot.state);
  return useMemo(() => {
    // Between a render with a new input and its effect, the slot still holds the answer to the old one.
    const state: SlotState = slot.key === key ? held : outdated(held, key);
    return { ...state, refetch: slot.refetch };
  }, [slot, held, key]);
}

function outdated(held: SlotState, key: string | undefined): SlotState {
  const previous = held.status === 'ready' ? held.value : held.previous;
  return { status: key === undefined ? 'idle' : 'loading', ...(previous === undefined ? {} : { previous }) };
}
