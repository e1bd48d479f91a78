/** Writes one behaviour: which form, which events, how often or how much, and when. */
import { Plus, X } from 'lucide-react';
import { useId, useState } from 'react';
import type { Behaviour, Matcher } from '../../shared/model/filter';
import { Button } from '../ui/button';
import { IconButton } from '../ui/icon-button';
import { Select } from '../ui/select';
import { BehaviourFields } from './behaviour-fields';
import {
  BEHAVIOUR_KINDS,
  finishBehaviour,
  MOST_STEPS,
  NEW_BEHAVIOUR,
  toBehaviourDraft,
  withKind,
  type BehaviourDraft,
  type BehaviourKind,
} from './behaviour-model';
import css from './behaviour.module.css';
import { MatcherCard } from './matcher-card';
import parts from './parts.module.css';
import { useLastDays } from './range-picker';

export interface BehaviourEditorProps {
  /** undefined: a new one. */
  readonly behaviour: Behaviour | undefined;
  readonly onDone: (behaviour: Behaviour) => void;
  readonly onRemove: (() => void) | undefined;
}

const KIND_WORDS: Readonly<Record<BehaviourKind, readonly [label: string, hint: string]>> = {
  performed: ['did an event', 'at least, at most or exactly so often'],
  notPerformed: ['did not do an event', 'ever, or in some days'],
  firstPerformed: ['did an event for the first time', 'the first time ever lies in some days'],
  sequence: ['did events in order', 'others may come between'],
  stopped: ['stopped doing an event', 'did it in some days, not in others'],
  restarted: ['came back to an event', 'did it again after a silence'],
  regular: ['did an event regularly', 'on so many days of a week, for example'],
  aggregate: ['reached a sum or average', 'of a property over an event'],
};

const KINDS = BEHAVIOUR_KINDS.map((value) => ({
  value,
  label: KIND_WORDS[value][0],
  hint: KIND_WORDS[value][1],
}));

export function BehaviourEditor({ behaviour, onDone, onRemove }: BehaviourEditorProps) {
  const [draft, setDraft] = useState(() => (behaviour === undefined ? NEW_BEHAVIOUR : toBehaviourDraft(behaviour)));
  const problemId = useId();
  const lastDays = useLastDays();
  const finished = finishBehaviour(draft);
  const isWhole = 'behaviour' in finished;
  return (
    <form
      className={parts['condition']}
      aria-label="What people did"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        // React passes on what pickers within submit. A field that shows an error has not told its text to the draft.
        if (submitted.target !== submitted.currentTarget) return;
        if (submitted.currentTarget.querySelector('[aria-invalid="true"]') !== null) return;
        if (isWhole) onDone(finished.behaviour);
      }}
    >
      <div className={css['line']}>
        <span>People who</span>
        <Select
          label="People who"
          className={parts['wide']}
          value={draft.kind}
          options={KINDS}
          onChange={(kind) => {
            setDraft(withKind(draft, kind, lastDays));
          }}
        />
      </div>
      <Events draft={draft} onChange={setDraft} />
      <BehaviourFields draft={draft} onChange={setDraft} />
      <p id={problemId} aria-live="polite" className={css['problem']}>
        {isWhole ? undefined : finished.problem}
      </p>
      <div className={parts['buttons']}>
        {onRemove && (
          <Button size="s" variant="ghost" onClick={onRemove}>
            Remove
          </Button>
        )}
        <Button
          size="s"
          variant="primary"
          type="submit"
          disabled={!isWhole}
          aria-describedby={isWhole ? undefined : problemId}
        >
          Apply
        </Button>
      </div>
    </form>
  );
}

interface EventsProps {
  readonly draft: BehaviourDraft;
  readonly onChange: (draft: BehaviourDraft) => void;
}

function Events({ draft, onChange }: EventsProps) {
  const { events } = draft;
  const put = (at: number) => (matcher: Matcher) => {
    onChange({ ...draft, events: events.with(at, matcher) });
  };
  if (draft.kind !== 'sequence') return <MatcherCard label="Event" value={events[0]} onChange={put(0)} />;
  return (
    <>
      <ol className={css['steps']}>
        {events.map((event, index) => (
          <li key={index} className={css['step']}>
            <span className={css['then']}>{index === 0 ? 'first' : 'then'}</span>
            <MatcherCard label={`Event ${index + 1}`} value={event} onChange={put(index)} />
            {events.length > 2 && (
              <IconButton
                icon={X}
                size="s"
                label={`Remove event ${index + 1}`}
                onClick={() => {
                  onChange({ ...draft, events: events.toSpliced(index, 1) });
                }}
              />
            )}
          </li>
        ))}
      </ol>
      {events.length < MOST_STEPS && (
        <Button
          size="s"
          variant="ghost"
          icon={Plus}
          className={css['addStep']}
          onClick={() => {
            onChange({ ...draft, events: [...events, undefined] });
          }}
        >
          Add event
        </Button>
      )}
    </>
  );
}
