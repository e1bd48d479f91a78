/** One cohort: people whom conditions of flags may name together, by their ids or by a rule. */
import { Plus, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { type CohortRule, type FlagCohort, isInCohort } from '../../../shared/flags/flag';
import { Button } from '../../ui/button';
import { IconButton } from '../../ui/icon-button';
import { formatPlural } from '../../ui/number-format';
import { Segmented } from '../../ui/segmented';
import { Select } from '../../ui/select';
import { TextArea } from '../../ui/text-area';
import { TextField } from '../../ui/text-field';
import { NEW_TEST, type Problems, readIds } from './flag-draft';
import css from './flags.module.css';
import { Membership } from './property-row';
import { TestFields } from './test-fields';

export interface CohortEditorProps {
  readonly cohort: FlagCohort;
  /** Its place in the list. */
  readonly index: number;
  /** Keys of the other cohorts. */
  readonly others: readonly string[];
  /** Keys of the flags and of the other cohorts that name it. */
  readonly usedBy: readonly string[];
  readonly problems: Problems;
  readonly onChange: (cohort: FlagCohort) => void;
  readonly onRemove: () => void;
}

const KINDS = [
  { value: 'rule', label: 'By properties' },
  { value: 'ids', label: 'By ids' },
] as const;

export function CohortEditor({ cohort, index, others, usedBy, problems, onChange, onRemove }: CohortEditorProps) {
  const place = `cohorts.${index}`;
  const { key, description } = cohort;
  const about = description === undefined ? { key } : { key, description };
  return (
    <section aria-label={`The cohort ${key}`} className={css['editor']}>
      <div className={css['about']}>
        <TextField
          label="Key"
          value={key}
          error={problems.get(`${place}.key`)}
          spellCheck={false}
          onChange={(next) => {
            onChange({ ...cohort, key: next });
          }}
        />
        <TextField
          label="Description"
          placeholder="Who they are"
          value={description ?? ''}
          onChange={(next) => {
            const { description: _gone, ...rest } = cohort;
            onChange(next === '' ? rest : { ...rest, description: next });
          }}
        />
        <IconButton icon={Trash2} label="Remove this cohort" onClick={onRemove} />
      </div>
      <p className={css['note']}>
        {usedBy.length === 0 ? 'No flag names it yet.' : `Named by ${usedBy.join(', ')}.`} Conditions name it under
        «Cohort».
      </p>
      <Segmented
        label="How people come to be in it"
        size="s"
        className={css['kind']}
        value={'ids' in cohort ? 'ids' : 'rule'}
        options={KINDS}
        onChange={(kind) => {
          if (kind === 'ids') onChange({ ...about, ids: [] });
          else onChange({ ...about, rule: { any: [] } });
        }}
      />
      {'ids' in cohort ? (
        <Ids
          ids={cohort.ids}
          onChange={(ids) => {
            onChange({ ...about, ids });
          }}
        />
      ) : (
        <RuleBox
          label="The rule"
          rule={boxOf(cohort.rule)}
          others={others}
          onChange={(rule) => {
            onChange({ ...about, rule });
          }}
        />
      )}
      {[...problems]
        .filter(([at]) => at === `${place}.rule` || at.startsWith(`${place}.rule.`))
        .map(([at, problem]) => (
          <p key={at} role="alert" className={css['wrong']}>
            {at.endsWith('.value') ? 'A value' : 'The rule'} {problem}.
          </p>
        ))}
    </section>
  );
}

function Ids({ ids, onChange }: { readonly ids: readonly string[]; readonly onChange: (ids: string[]) => void }) {
  const [text, setText] = useState(() => ids.join('\n'));
  return (
    <>
      <TextArea
        label="Distinct ids, one a line"
        rows={8}
        value={text}
        onChange={(next) => {
          setText(next);
          onChange(readIds(next));
        }}
      />
      <p className={css['note']}>
        {formatPlural(ids.length, 'id')}. Servers that judge by themselves ask about them, as with PostHog’s static
        cohorts.
      </p>
    </>
  );
}

type Box = { readonly all: CohortRule[] } | { readonly any: CohortRule[] };

const isBox = (rule: CohortRule): rule is { all: CohortRule[] } | { any: CohortRule[] } =>
  'all' in rule || 'any' in rule;
const boxOf = (rule: CohortRule): Box => (isBox(rule) ? rule : { all: [rule] });

interface RuleBoxProps {
  readonly label: string;
  readonly rule: Box;
  readonly others: readonly string[];
  readonly onChange: (rule: { all: CohortRule[] } | { any: CohortRule[] }) => void;
  readonly onRemove?: () => void;
}

function RuleBox({ label, rule, others, onChange, onRemove }: RuleBoxProps) {
  const join = 'all' in rule ? 'all' : 'any';
  const parts = 'all' in rule ? rule.all : rule.any;
  const put = (next: CohortRule[], as: 'all' | 'any' = join): void => {
    onChange(as === 'all' ? { all: next } : { any: next });
  };
  const [firstOther] = others;
  return (
    <section aria-label={label} className={css['card']}>
      <header className={css['cardHead']}>
        <Select
          label="How the parts go together"
          size="s"
          value={join}
          options={[
            { value: 'any', label: 'Any of' },
            { value: 'all', label: 'All of' },
          ]}
          onChange={(next) => {
            put(parts, next);
          }}
        />
        <span>{parts.length === 0 ? (join === 'all' ? 'nothing: everybody' : 'nothing: nobody') : ''}</span>
        {onRemove !== undefined && <IconButton icon={X} size="s" label="Remove this part" onClick={onRemove} />}
      </header>
      {parts.map((part, at) => {
        const change = (next: CohortRule): void => {
          put(parts.map((each, other) => (other === at ? next : each)));
        };
        const remove = (): void => {
          put(parts.filter((_each, other) => other !== at));
        };
        const id = `${at} of ${parts.length}`;
        if (isBox(part)) {
          return (
            <RuleBox
              key={id}
              label={`Part ${at + 1} of ${label.toLowerCase()}`}
              rule={part}
              others={others}
              onChange={change}
              onRemove={remove}
            />
          );
        }
        return (
          <div key={id} className={css['property']}>
            {isInCohort(part) && <span className={css['fine']}>Cohort</span>}
            {isInCohort(part) ? (
              <Membership
                label="Cohort"
                value={part.cohort}
                options={others.map((key) => ({ value: key, label: key }))}
                operator={part.operator}
                onChange={(cohort, operator) => {
                  change({ cohort, operator });
                }}
              />
            ) : (
              <TestFields test={part} group={part.group ?? undefined} onChange={change} />
            )}
            <IconButton icon={X} size="s" label="Remove this property" onClick={remove} />
            {!isInCohort(part) && part.key === '' && <p className={css['wrong']}>Choose a property.</p>}
          </div>
        );
      })}
      <div className={css['cardFoot']}>
        <Button
          size="s"
          variant="ghost"
          icon={Plus}
          onClick={() => {
            put([...parts, NEW_TEST]);
          }}
        >
          Property
        </Button>
        {firstOther !== undefined && (
          <Button
            size="s"
            variant="ghost"
            icon={Plus}
            onClick={() => {
              put([...parts, { cohort: firstOther, operator: 'in' }]);
            }}
          >
            Cohort
          </Button>
        )}
        <Button
          size="s"
          variant="ghost"
          icon={Plus}
          onClick={() => {
            put([...parts, { [join === 'all' ? 'any' : 'all']: [NEW_TEST] } as CohortRule]);
          }}
        >
          Nested part
        </Button>
      </div>
    </section>
  );
}
