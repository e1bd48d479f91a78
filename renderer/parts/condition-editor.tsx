/** Writes one condition: property, operator, value. */
import { X } from 'lucide-react';
import { useState } from 'react';
import type { FilterOp, Scalar, Test } from '../../shared/model/filter';
import type { Duration } from '../../shared/model/range';
import { Button } from '../ui/button';
import { Combobox } from '../ui/combobox';
import { Select } from '../ui/select';
import { TextField } from '../ui/text-field';
import { usePropertyItems, useValueItems, type PropertyList, type PropertyType } from './catalog';
import { DurationField } from './duration-field';
import { finishDraft, opsFor, toScalar, type Draft } from './filter-model';
import css from './parts.module.css';
import { OP_WORDS } from './property-words';

export interface ConditionEditorProps {
  /** Offers this event's properties only. */
  readonly event?: string | undefined;
  /** Offers these instead of the events' properties. */
  readonly properties?: PropertyList | undefined;
  readonly condition?: Test | undefined;
  readonly onDone: (test: Test) => void;
  readonly onRemove?: (() => void) | undefined;
}

const START_DURATION: Duration = { value: 7, unit: 'day' };

/** What is left of a value when the operator changes. */
function carryOver(op: FilterOp, value: Test['value']): Test['value'] {
  if (op === 'is_set' || op === 'is_not_set' || op === 'between') return undefined;
  if (op === 'within_last') return START_DURATION;
  const takesMany = op === 'eq' || op === 'neq';
  if (Array.isArray(value)) return takesMany ? value : value[0];
  return typeof value === 'object' ? undefined : value;
}

export function ConditionEditor({ event, properties: offered, condition, onDone, onRemove }: ConditionEditorProps) {
  const [draft, setDraft] = useState<Draft>(condition ? { ...condition, value: condition.value } : NEW);
  const catalog = usePropertyItems(offered === undefined ? event : undefined);
  const properties = offered ?? catalog;
  const type = draft.property === undefined ? 'mixed' : properties.typeOf(draft.property);
  const ops = opsFor(type);
  const finished = finishDraft(draft);
  return (
    <form
      className={css['condition']}
      onSubmit={(submitted) => {
        submitted.preventDefault();
        if ('test' in finished) onDone(finished.test);
      }}
    >
      <Combobox
        label="Property"
        placeholder="Choose a property…"
        value={draft.property}
        items={properties.items}
        loading={properties.loading}
        defaultOpen={condition === undefined}
        className={css['wide']}
        onChange={(property) => {
          const [op = 'eq'] = opsFor(properties.typeOf(property));
          setDraft({ property, op, value: carryOver(op, undefined) });
        }}
      />
      {draft.property !== undefined && (
        <>
          <Select
            label="Operator"
            className={css['wide']}
            value={draft.op}
            options={(ops.includes(draft.op) ? ops : [draft.op, ...ops]).map((op) => ({
              value: op,
              label: OP_WORDS[op],
            }))}
            onChange={(op) => {
              setDraft({ ...draft, op, value: carryOver(op, draft.value) });
            }}
          />
          <ValueField
            property={draft.property}
            type={type}
            op={draft.op}
            value={draft.value}
            onChange={(value) => {
              setDraft({ ...draft, value });
            }}
          />
        </>
      )}
      <div className={css['buttons']}>
        {onRemove && (
          <Button size="s" variant="ghost" onClick={onRemove}>
            Remove
          </Button>
        )}
        <Button size="s" variant="primary" type="submit" disabled={!('test' in finished)}>
          Apply
        </Button>
      </div>
    </form>
  );
}

const NEW: Draft = { property: undefined, op: 'eq', value: undefined };

interface ValueFieldProps {
  readonly property: string;
  readonly type: PropertyType;
  readonly op: FilterOp;
  readonly value: Test['value'];
  readonly onChange: (value: Test['value']) => void;
}

function ValueField({ property, type, op, value, onChange }: ValueFieldProps) {
  switch (op) {
    case 'is_set':
    case 'is_not_set':
      return null;
    case 'eq':
    case 'neq':
      return <ValueSet property={property} type={type} value={value} onChange={onChange} />;
    case 'within_last':
      return (
        <DurationField
          label="How long"
          value={typeof value === 'object' && !Array.isArray(value) ? value : START_DURATION}
          onChange={onChange}
        />
      );
    case 'between':
      return <Between type={type} value={value} onChange={onChange} />;
    case 'before':
    case 'after':
      return (
        <TextField
          label="Day"
          hideLabel
          type="date"
          value={typeof value === 'string' ? value : ''}
          onChange={(text) => {
            onChange(text === '' ? undefined : text);
          }}
        />
      );
    default: {
      const numeric = op === 'gt' || op === 'gte' || op === 'lt' || op === 'lte';
      return (
        <TextField
          label="Value"
          hideLabel
          placeholder={numeric ? 'Number' : 'Text'}
          inputMode={numeric ? 'decimal' : 'text'}
          value={value === undefined || typeof value === 'object' ? '' : String(value)}
          onChange={(text) => {
            onChange(text === '' ? undefined : toScalar(text, numeric ? 'number' : 'text'));
          }}
        />
      );
    }
  }
}

type ValueProps = Omit<ValueFieldProps, 'op' | 'property'>;

function ValueSet({ property, type, value, onChange }: ValueProps & { readonly property: string }) {
  const values = useValueItems(property);
  const chosen: readonly Scalar[] =
    value === undefined ? [] : Array.isArray(value) ? value : typeof value === 'object' ? [] : [value];
  const put = (next: readonly Scalar[]): void => {
    onChange(next.length === 0 ? undefined : next.length === 1 ? next[0] : [...next]);
  };
  return (
    <div className={css['values']}>
      {chosen.map((scalar) => (
        <span key={String(scalar)} className={css['value']}>
          {String(scalar)}
          <button
            type="button"
            aria-label={`Remove ${String(scalar)}`}
            onClick={() => {
              put(chosen.filter((other) => other !== scalar));
            }}
          >
            <X aria-hidden size={12} />
          </button>
        </span>
      ))}
      <Combobox
        label="Value"
        placeholder={chosen.length === 0 ? 'Choose a value…' : 'or…'}
        items={values.items}
        loading={values.loading}
        onSearch={values.onSearch}
        allowCustom
        size="s"
        onChange={(text) => {
          const scalar = toScalar(text, type);
          if (!chosen.includes(scalar)) put([...chosen, scalar]);
        }}
      />
    </div>
  );
}

function Between({ type, value, onChange }: ValueProps) {
  const pair = Array.isArray(value) ? value.map(String) : ['', ''];
  const [from = '', to = ''] = pair;
  const put = (texts: readonly string[]): void => {
    onChange(texts.map((text) => toScalar(text, type === 'time' ? 'text' : 'number')));
  };
  return (
    <div className={css['between']}>
      <TextField
        label="From"
        hideLabel
        placeholder="from"
        value={from}
        onChange={(text) => {
          put([text, to]);
        }}
      />
      <span>and</span>
      <TextField
        label="To"
        hideLabel
        placeholder="to"
        value={to}
        onChange={(text) => {
          put([from, text]);
        }}
      />
    </div>
  );
}
