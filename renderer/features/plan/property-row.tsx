/** One property of an event, as a row of the table. Text counts when the field is left, or at Enter. */
import { X } from 'lucide-react';
import { useState } from 'react';
import { JSON_TYPES, type JsonType, type PropertyRule } from '../../../shared/plan/edit';
import { FORMAT_NAMES } from '../../../shared/plan/formats';
import { Badge } from '../../ui/badge';
import { IconButton } from '../../ui/icon-button';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import css from './plan.module.css';
import { parseValues, printValues, unfitValue } from './value-text';

export interface PropertyRowProps {
  readonly rule: PropertyRule;
  readonly onChange: (rule: PropertyRule) => void;
  readonly onRemove: () => void;
}

const TYPE_LABELS: Readonly<Record<JsonType, string>> = {
  string: 'text',
  number: 'number',
  integer: 'whole number',
  boolean: 'true or false',
  object: 'object',
  array: 'list',
  null: 'null',
};

export function PropertyRow({ rule, onChange, onRemove }: PropertyRowProps) {
  const { name, required, values, pattern, description, more } = rule;
  const unfit = unfitValue(rule);
  return (
    <tr>
      <th scope="row">
        <code>{name}</code>
        {more.length > 0 && (
          <span title={`Also: ${more.join(', ')}. The JSON shows them.`}>
            <Badge>+{more.length}</Badge>
          </span>
        )}
      </th>
      <td>
        <TypeSelect rule={rule} onChange={onChange} />
      </td>
      <td>
        <input
          type="checkbox"
          aria-label={`«${name}» is required`}
          checked={required}
          onChange={(event) => {
            onChange({ ...rule, required: event.target.checked });
          }}
        />
      </td>
      <td>
        <LeftField
          label={`Allowed values of «${name}»`}
          value={printValues(values ?? [])}
          placeholder="any"
          hint={unfit === undefined ? undefined : `${printValues([unfit])} is not of the type`}
          onLeave={(text) => {
            const parsed = parseValues(text);
            if (!parsed.ok) return parsed.error;
            const { values: _before, ...rest } = rule;
            onChange(parsed.value === undefined ? rest : { ...rest, values: parsed.value });
            return undefined;
          }}
        />
      </td>
      <td>
        <LeftField
          label={`Pattern of «${name}»`}
          value={pattern ?? ''}
          placeholder="none"
          onLeave={(text) => {
            const problem = patternProblem(text);
            if (problem !== undefined) return problem;
            const { pattern: _before, ...rest } = rule;
            onChange(text === '' ? rest : { ...rest, pattern: text });
            return undefined;
          }}
        />
      </td>
      <td>
        <LeftField
          label={`Description of «${name}»`}
          value={description}
          placeholder="–"
          onLeave={(text) => {
            onChange({ ...rule, description: text });
            return undefined;
          }}
        />
      </td>
      <td>
        <IconButton icon={X} size="s" label={`Remove «${name}»`} onClick={onRemove} />
      </td>
    </tr>
  );
}

const ANY = 'any';

/** One type, any, a text of a format; several types at once are shown, and chosen in the JSON. */
function TypeSelect({ rule, onChange }: Omit<PropertyRowProps, 'onRemove'>) {
  const { types, format } = rule;
  const value =
    format !== undefined && types.length === 1 ? `string ${format}` : types.length === 0 ? ANY : types.join(' ');
  const options = [
    { value: ANY, label: 'any' },
    ...JSON_TYPES.map((type) => ({ value: type as string, label: TYPE_LABELS[type] })),
    ...FORMAT_NAMES.map((name) => ({ value: `string ${name}`, label: `text: ${name}` })),
  ];
  const isListed = options.some((option) => option.value === value);
  const several = {
    value,
    label: [...types.map((type) => TYPE_LABELS[type]), ...(format === undefined ? [] : [format])].join(' or '),
  };
  return (
    <Select
      label={`Type of «${rule.name}»`}
      size="s"
      className={css['type']}
      value={value}
      options={isListed ? options : [several, ...options]}
      onChange={(next) => {
        const { format: _before, ...rest } = rule;
        const [type, named] = next.split(' ');
        const chosen = JSON_TYPES.filter((each) => each === type);
        onChange({ ...rest, types: chosen, ...(named === undefined ? {} : { format: named }) });
      }}
    />
  );
}

function patternProblem(text: string): string | undefined {
  try {
    RegExp(text, 'u');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

interface LeftFieldProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder: string;
  /** Of a value that stands and cannot be meant. */
  readonly hint?: string | undefined;
  /** Answers what is wrong. */
  readonly onLeave: (text: string) => string | undefined;
}

function LeftField({ label, value, placeholder, hint, onLeave }: LeftFieldProps) {
  const [typed, setTyped] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const leave = (): void => {
    if (typed === undefined || typed === value) {
      setTyped(undefined);
      setProblem(undefined);
      return;
    }
    const wrong = onLeave(typed);
    setProblem(wrong);
    if (wrong === undefined) setTyped(undefined);
  };
  return (
    <TextField
      label={label}
      hideLabel
      size="s"
      value={typed ?? value}
      placeholder={placeholder}
      error={problem ?? hint}
      onChange={setTyped}
      onBlur={leave}
      onKeyDown={(event) => {
        if (event.key === 'Enter') leave();
      }}
    />
  );
}
