/** One condition of a flag: what has to hold of the person or their group, for which share of them, with which variant. */
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { FLAG_OPERATORS, type FlagCondition, type FlagProperty } from '../../../shared/flags/flag';
import { latest, useQuery } from '../../data/use-query';
import { Button } from '../../ui/button';
import { Combobox } from '../../ui/combobox';
import { IconButton } from '../../ui/icon-button';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import { NEW_PROPERTY, type Problems, valueOf, valueText } from './flag-draft';
import { OPERATOR_WORDS } from './flag-words';
import css from './flags.module.css';
import { PercentField } from './percent-field';

export interface ConditionCardProps {
  readonly number: number;
  readonly condition: FlagCondition;
  /** Keys of the flag's variants. */
  readonly variants: readonly string[];
  readonly groupTypes: readonly string[];
  readonly place: string;
  readonly problems: Problems;
  readonly onChange: (condition: FlagCondition) => void;
  readonly onRemove: () => void;
}

export function ConditionCard(props: ConditionCardProps) {
  const { number, condition, variants, groupTypes, place, problems, onChange, onRemove } = props;
  const { properties, rollout, variant } = condition;
  const putProperty = (at: number, next: FlagProperty): void => {
    onChange({ ...condition, properties: properties.map((each, other) => (other === at ? next : each)) });
  };
  return (
    <section aria-label={`Condition ${number}`} className={css['card']}>
      <header className={css['cardHead']}>
        <h3>{number}</h3>
        <span>
          {properties.length === 0 ? 'Everybody' : properties.length === 1 ? 'Who fits this' : 'Who fits all of these'}
        </span>
        <IconButton icon={X} size="s" label={`Remove condition ${number}`} onClick={onRemove} />
      </header>
      {properties.map((property, at) => (
        <PropertyRow
          key={`${at} of ${properties.length}`}
          property={property}
          groupTypes={groupTypes}
          problem={problems.get(`${place}.properties.${at}.key`) ?? problems.get(`${place}.properties.${at}.value`)}
          onChange={(next) => {
            putProperty(at, next);
          }}
          onRemove={() => {
            onChange({ ...condition, properties: properties.filter((_each, other) => other !== at) });
          }}
        />
      ))}
      <div className={css['cardFoot']}>
        <Button
          size="s"
          variant="ghost"
          icon={Plus}
          onClick={() => {
            onChange({ ...condition, properties: [...properties, NEW_PROPERTY] });
          }}
        >
          Property
        </Button>
        <span className={css['push']}>for</span>
        <PercentField
          label={`Share of condition ${number}`}
          value={rollout}
          onChange={(next) => {
            onChange({ ...condition, rollout: next });
          }}
        />
        <span>of them</span>
        {(variants.length > 0 || variant !== undefined) && (
          <>
            <Select
              label={`Variant of condition ${number}`}
              size="s"
              value={variant ?? BY_SHARES}
              options={[
                { value: BY_SHARES, label: 'by the shares' },
                ...[...new Set([...variants, ...(variant === undefined ? [] : [variant])])]
                  .filter((key) => key !== '')
                  .map((key) => ({ value: key, label: `always ${key}` })),
              ]}
              onChange={(next) => {
                const { variant: _gone, ...rest } = condition;
                onChange(next === BY_SHARES ? rest : { ...rest, variant: next });
              }}
            />
            {problems.has(`${place}.variant`) && (
              <p role="alert" className={css['wrong']}>
                The variant {problems.get(`${place}.variant`)}.
              </p>
            )}
          </>
        )}
      </div>
    </section>
  );
}

/** No variant has this key: keys have no spaces. */
const BY_SHARES = ' by the shares';
const PERSON = ' person';

const OPERATORS = FLAG_OPERATORS.map((value) => ({ value, label: OPERATOR_WORDS[value] }));
const NOTHING = {};

interface PropertyRowProps {
  readonly property: FlagProperty;
  readonly groupTypes: readonly string[];
  readonly problem: string | undefined;
  readonly onChange: (property: FlagProperty) => void;
  readonly onRemove: () => void;
}

function PropertyRow({ property, groupTypes, problem, onChange, onRemove }: PropertyRowProps) {
  const { key, group, operator, value } = property;
  const known = latest(useQuery('people.properties', group === undefined ? NOTHING : undefined)) ?? [];
  // What is typed stays as it is typed.
  const [text, setText] = useState(() => valueText(value));
  const types = [...new Set([...groupTypes, ...(group === undefined ? [] : [group])])];
  const takesValue = operator !== 'is_set' && operator !== 'is_not_set';
  return (
    <div className={css['property']}>
      {types.length > 0 && (
        <Select
          label="Of"
          size="s"
          value={group ?? PERSON}
          options={[{ value: PERSON, label: 'Person' }, ...types.map((type) => ({ value: type, label: type }))]}
          onChange={(next) => {
            const { group: _gone, ...rest } = property;
            onChange(next === PERSON ? rest : { ...rest, group: next });
          }}
        />
      )}
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
          onChange({ ...property, key: next });
        }}
      />
      <Select
        label="Operator"
        size="s"
        value={operator}
        options={OPERATORS}
        onChange={(next) => {
          const { value: _gone, ...rest } = property;
          const isBare = next === 'is_set' || next === 'is_not_set';
          onChange(isBare ? { ...rest, operator: next } : { ...rest, operator: next, value: value ?? valueOf(text) });
        }}
      />
      {takesValue && (
        <TextField
          label="Value"
          hideLabel
          size="s"
          placeholder="Value, or several with commas"
          className={css['value']}
          value={text}
          onChange={(next) => {
            setText(next);
            onChange({ ...property, value: valueOf(next) });
          }}
        />
      )}
      <IconButton icon={X} size="s" label="Remove this property" onClick={onRemove} />
      {(problem !== undefined || key === '') && (
        <p className={css['wrong']}>{key === '' ? 'Choose a property.' : `The value ${problem}.`}</p>
      )}
    </div>
  );
}
