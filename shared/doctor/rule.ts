/**
 * What a rule of the doctor is. A rule starts a machine; the machine is shown every event in the order of arrival and
 * reports what it finds. It may remember, but never more entries than `capacity`, however long the stream is.
 */
import type { Examined } from './examined';
import type { Family } from './families';

/** `error`: the data is wrong; `warning`: most likely a mistake; `hint`: worth a look. */
export const SEVERITIES = ['error', 'warning', 'hint'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** One time that a rule found something. */
export interface Found {
  /** What it is about: an event's name, `event.property`, an id, an SDK. Findings of one subject are counted together. */
  readonly subject: string;
  /** What happened, in a sentence. Holds nothing personal: values pass {@link shownValue} first. */
  readonly message: string;
  /** Other events that show it beside the present one, by number, the earlier ones first. */
  readonly before?: readonly number[];
  readonly values?: readonly { readonly label: string; readonly value: string }[];
  /** Where it differs from the rule's. */
  readonly severity?: Severity;
}

export type Report = (found: Found) => void;

export interface RuleMachine {
  observe(event: Examined, report: Report): void;
  /** Entries remembered now. */
  held(): number;
}

export interface Remedy {
  /** What to do, in a sentence or two. */
  readonly text: string;
  /** The SDK's own call. */
  readonly code?: string;
}

export interface Remedies {
  /** For events whose SDK is not known or needs no other words. */
  readonly general: Remedy;
  readonly families?: { readonly [F in Family]?: Remedy };
}

export interface Rule {
  /** Stable: kept in documents and asked for by scripts. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** What it means for the numbers. */
  readonly meaning: string;
  /** From when on it speaks, and what it leaves alone. */
  readonly limits: string;
  readonly remedies: Remedies;
  /** Most entries that the machine remembers. */
  readonly capacity: number;
  start(): RuleMachine;
}

export const remedyFor = ({ remedies }: Rule, family: Family | undefined): Remedy =>
  (family === undefined ? undefined : remedies.families?.[family]) ?? remedies.general;

/** For rules that remember nothing. */
export const stateless = (observe: RuleMachine['observe']): RuleMachine => ({ observe, held: () => 0 });
