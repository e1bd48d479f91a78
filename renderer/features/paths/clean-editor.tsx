/** Rules that make one name of many: patterns and what takes their place, checked on the names there are. */
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import type { PathsSpec } from '../../../shared/insights/paths/spec';
import { latest, useQuery } from '../../data/use-query';
import { Button } from '../../ui/button';
import { focusNow } from '../../ui/focus-now';
import { IconButton } from '../../ui/icon-button';
import { formatCount } from '../../ui/number-format';
import { TextField } from '../../ui/text-field';
import { patternProblem, ruleEffect, type CleanRule, type RuleEffect } from './clean-rules';
import css from './editor.module.css';
import { namedProperty } from './node-matcher';

/** As many names as one answer carries; the check says what it does to these. */
const NAMES = 1_000;

export interface CleanEditorProps {
  readonly spec: PathsSpec;
  readonly onChange: (spec: PathsSpec, mergeKey?: string) => void;
}

export function CleanEditor({ spec, onChange }: CleanEditorProps) {
  const rules = spec.clean ?? [];
  const [isAdding, setIsAdding] = useState(false);
  const wantsNames = isAdding || rules.length > 0;
  const query = useQuery('catalog.values', wantsNames ? { property: namedProperty(spec.of), limit: NAMES } : undefined);
  const names = latest(query)?.map(({ value }) => value);
  const put = (next: readonly CleanRule[], mergeKey?: string): void => {
    onChange({ ...spec, clean: next.length === 0 ? undefined : [...next] }, mergeKey);
  };
  const effectOf = (all: readonly CleanRule[], index: number): RuleEffect | undefined =>
    names === undefined ? undefined : ruleEffect(spec.of, all, index, names);
  return (
    <div className={css['rules']}>
      {rules.map((rule, index) => (
        <RuleRow
          // Rules have no names of their own; their place is what they are known by.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          number={index + 1}
          rule={rule}
          effect={effectOf(rules, index)}
          onChange={(next) => {
            put(rules.with(index, next), `clean ${index}`);
          }}
          onRemove={() => {
            put(rules.toSpliced(index, 1));
          }}
        />
      ))}
      {isAdding ? (
        <RuleRow
          key="new"
          number={rules.length + 1}
          rule={{ pattern: '', as: '' }}
          effect={undefined}
          isNew
          onChange={(rule) => {
            setIsAdding(false);
            put([...rules, rule]);
          }}
          onRemove={() => {
            setIsAdding(false);
          }}
        />
      ) : (
        <Button
          variant="ghost"
          size="s"
          icon={Plus}
          className={css['add']}
          onClick={() => {
            setIsAdding(true);
          }}
        >
          Add a pattern
        </Button>
      )}
    </div>
  );
}

interface RuleRowProps {
  readonly number: number;
  readonly rule: CleanRule;
  readonly effect: RuleEffect | undefined;
  /** Not yet among the rules: kept until it is left or Enter is pressed. */
  readonly isNew?: boolean;
  readonly onChange: (rule: CleanRule) => void;
  readonly onRemove: () => void;
}

function RuleRow({ number, rule, effect, isNew = false, onChange, onRemove }: RuleRowProps) {
  // What cannot be used yet is kept here and not passed on.
  const [draft, setDraft] = useState<CleanRule>();
  const shown = draft ?? rule;
  const problem = patternProblem(shown.pattern);
  const isUntouched = isNew && draft === undefined;
  const write = (next: CleanRule): void => {
    setDraft(next);
    if (!isNew && patternProblem(next.pattern) === undefined) onChange(next);
  };
  const settle = (): void => {
    if (isNew) {
      if (draft !== undefined && problem === undefined) onChange(draft);
    } else setDraft(undefined);
  };
  return (
    <form
      aria-label={`Cleaning rule ${number}`}
      className={css['rule']}
      onSubmit={(event) => {
        event.preventDefault();
        settle();
      }}
    >
      <TextField
        label={`Pattern ${number}`}
        hideLabel
        size="s"
        className={css['mono']}
        value={shown.pattern}
        placeholder="^/blog/.*"
        {...(isNew ? { ref: focusNow } : {})}
        error={isUntouched ? undefined : problem}
        onChange={(pattern) => {
          write({ ...shown, pattern });
        }}
        onBlur={isNew ? undefined : settle}
      />
      <TextField
        label={`Instead of pattern ${number}`}
        hideLabel
        size="s"
        className={css['mono']}
        value={shown.as}
        placeholder="nothing"
        maxLength={200}
        onChange={(as) => {
          write({ ...shown, as });
        }}
        onBlur={isNew ? undefined : settle}
      />
      <IconButton icon={X} size="s" label={`Remove cleaning rule ${number}`} onClick={onRemove} />
      {isNew && (
        <Button size="s" type="submit" disabled={isUntouched || problem !== undefined} className={css['use']}>
          Use this pattern
        </Button>
      )}
      {effect && problem === undefined && (
        <p className={css['effect']}>
          Changes {formatCount(effect.changed)} of {formatCount(effect.of)} names
          {effect.example && (
            <>
              : <code>{effect.example.from}</code> →{' '}
              <code>{effect.example.to === '' ? '(empty)' : effect.example.to}</code>
            </>
          )}
        </p>
      )}
    </form>
  );
}
