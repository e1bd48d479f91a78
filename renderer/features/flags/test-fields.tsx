/** The fields of one test: property, operator and value. What it looks at, a person or a group, is chosen beside them. */
import { useState } from 'react';
import type { FlagTest } from '../../../shared/flags/flag';
import { FLAG_OPERATORS, isBare } from '../../../shared/flags/operators';
import { latest, useQuery } from '../../data/use-query';
import { Combobox } from '../../ui/combobox';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import { fieldText, valueFor, withOperator } from './flag-draft';
import { OPERATOR_WORDS, valuePlaceholder } from './flag-words';
import css from './flags.module.css';

const OPERATORS = FLAG_OPERATORS.map((value) => ({ value, label: OPERATOR_WORDS[value] }));
const NOTHING = {};

export interface TestFieldsProps {
  readonly test: FlagTest;
  /** The type of groups that the test looks at; undefined: the person. */
  readonly group: string | undefined;
  readonly onChange: (test: FlagTest) => void;
}

export function TestFields({ test, group, onChange }: TestFieldsProps) {
  const { key, operator } = test;
  const known = latest(useQuery('people.properties', group === undefined ? NOTHING : undefined)) ?? [];
  // What is typed stays as it is typed.
  const [text, setText] = useState(() => fieldText(test));
  return (
    <>
      <Combobox
        label="Property"
        size="s"
        placeholder="Property…"
        allowCustom
        value={key === '' ? undefined : key}
        items={
          group === undefined
            ? [
                { value: 'distinct_id', label: 'distinct_id', hint: 'the id itself' },
                ...known.map((each) => ({ value: each.key, label: each.key, count: each.persons })),
              ]
            : [{ value: '$group_key', label: '$group_key', hint: `which ${group}` }]
        }
        onChange={(next) => {
          onChange({ ...test, key: next });
        }}
      />
      <Select
        label="Operator"
        size="s"
        value={operator}
        options={OPERATORS}
        onChange={(next) => {
          onChange(withOperator(test, next, text));
        }}
      />
      {!isBare(operator) && (
        <TextField
          label="Value"
          hideLabel
          size="s"
          placeholder={valuePlaceholder(operator)}
          className={css['value']}
          spellCheck={false}
          value={text}
          onChange={(next) => {
            setText(next);
            onChange({ ...test, value: valueFor(operator, next) });
          }}
        />
      )}
    </>
  );
}
