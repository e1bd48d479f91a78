/**
 * A matcher in the cards of editors: its event or action in the head, its conditions and the others of which any will do
 * below. Both halves are given apart, for cards have heads of their own.
 */
import { Plus, X } from 'lucide-react';
import type { Matcher } from '../../shared/model/filter';
import { IconButton } from '../ui/icon-button';
import { ConditionChips } from './condition-chips';
import { EventPicker } from './event-picker';
import {
  alternativesOf,
  hasMore,
  isSeveral,
  MOST_ALTERNATIVES,
  replaceAlternative,
  withAlternative,
  type Alternative,
} from './matcher-model';
import css from './matcher-editor.module.css';

export interface MatcherPartProps {
  /** Spoken name: «Event of step 2». */
  readonly label: string;
  /** What the conditions are on, in a sentence: «step 2». */
  readonly about: string;
  readonly value: Matcher;
  readonly onChange: (matcher: Matcher) => void;
  readonly withoutAction?: string | undefined;
}

export interface MatcherHeadProps extends Omit<MatcherPartProps, 'value'> {
  /** undefined: none chosen yet. */
  readonly value: Matcher | undefined;
}

/** What a card's head holds: the first event, and a way to conditions while there are none. */
export function MatcherHead({ label, about, value, onChange, withoutAction }: MatcherHeadProps) {
  return (
    <>
      {/* The same picker before and after the first choice, so that it keeps the focus. */}
      <EventPicker
        label={label}
        value={value}
        any
        placeholder="Choose an event…"
        withoutAction={withoutAction}
        onChange={(picked) => {
          onChange(value === undefined ? picked : replaceAlternative(value, 0, picked));
        }}
      />
      {value !== undefined && <Conditions bare about={about} value={value} index={0} onChange={onChange} />}
    </>
  );
}

export interface MatcherBodyProps extends MatcherPartProps {
  /** An empty place for another event is open. */
  readonly adding?: boolean;
  readonly onAdded?: () => void;
}

/** What a card's body holds; nothing where {@link hasMatcherBody} says so. */
export function MatcherBody({
  label,
  about,
  value,
  onChange,
  withoutAction,
  adding = false,
  onAdded,
}: MatcherBodyProps) {
  const alternatives = alternativesOf(value);
  const more = (picked: Alternative): void => {
    onAdded?.();
    onChange(withAlternative(value, picked));
  };
  return (
    <div className={css['body']}>
      <Conditions about={about} value={value} index={0} onChange={onChange} />
      {alternatives.map(
        (one, index) =>
          index > 0 && (
            <div key={index} className={css['alternative']}>
              <div className={css['row']}>
                <span className={css['or']}>or</span>
                <EventPicker
                  label={`${label}, choice ${index + 1}`}
                  value={one}
                  any
                  size="s"
                  withoutAction={withoutAction}
                  onChange={(picked) => {
                    onChange(replaceAlternative(value, index, picked));
                  }}
                />
                <Conditions
                  bare
                  about={`choice ${index + 1} of ${about}`}
                  value={value}
                  index={index}
                  onChange={onChange}
                />
                <IconButton
                  icon={X}
                  size="s"
                  label={`Remove choice ${index + 1} of ${about}`}
                  onClick={() => {
                    onChange(replaceAlternative(value, index, undefined));
                  }}
                />
              </div>
              <Conditions about={`choice ${index + 1} of ${about}`} value={value} index={index} onChange={onChange} />
            </div>
          ),
      )}
      {adding && (
        <div className={css['row']}>
          <span className={css['or']}>or</span>
          <EventPicker
            label={`${label}: another event`}
            value={undefined}
            any
            size="s"
            defaultOpen
            placeholder="Choose an event…"
            withoutAction={withoutAction}
            onChange={more}
          />
          <IconButton icon={X} size="s" label="No other event" onClick={onAdded} />
        </div>
      )}
      {!adding && isSeveral(value) && alternatives.length < MOST_ALTERNATIVES && (
        <AnotherEvent label={label} about={about} withoutAction={withoutAction} onPick={more} />
      )}
    </div>
  );
}

/** Whether a card needs a body for it. */
export const hasMatcherBody = (value: Matcher, adding = false): boolean => adding || hasMore(value);

interface AnotherEventProps {
  readonly label: string;
  readonly about: string;
  readonly withoutAction?: string | undefined;
  readonly onPick: (picked: Alternative) => void;
}

function AnotherEvent({ label, about, withoutAction, onPick }: AnotherEventProps) {
  return (
    <EventPicker
      label={`${label}: another event`}
      value={undefined}
      any
      withoutAction={withoutAction}
      trigger={
        <button type="button" className={css['another']} aria-label={`Another event for ${about}`}>
          <Plus aria-hidden size={12} /> or another event
        </button>
      }
      onChange={onPick}
    />
  );
}

/** An icon that adds another event, for the head of a card without a menu. */
export function AnotherEventButton({ label, about, value, onChange, withoutAction }: MatcherPartProps) {
  return (
    <EventPicker
      label={`${label}: another event`}
      value={undefined}
      any
      withoutAction={withoutAction}
      trigger={<IconButton icon={Plus} size="s" label={`Another event for ${about}`} />}
      onChange={(picked) => {
        onChange(withAlternative(value, picked));
      }}
    />
  );
}

interface ConditionsProps extends Omit<MatcherPartProps, 'label' | 'withoutAction'> {
  readonly index: number;
  readonly bare?: boolean;
}

/** The conditions on one of the alternatives; `bare` stands for the icon while there are none. Actions have theirs inside. */
function Conditions({ about, value, index, onChange, bare = false }: ConditionsProps) {
  const one = alternativesOf(value)[index];
  if (one === undefined || !('event' in one) || (one.where === undefined) !== bare) return null;
  return (
    <ConditionChips
      bare={bare}
      label={about}
      event={one.event}
      value={one.where}
      onChange={(where) => {
        const { where: _before, ...rest } = one;
        onChange(replaceAlternative(value, index, where === undefined ? rest : { ...rest, where }));
      }}
    />
  );
}
