/** One flag: its key, whom it is for, what they are shared out among, and what goes along. */
import { Plus, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import type { Flag } from '../../../shared/flags/flag';
import { Button } from '../../ui/button';
import { IconButton } from '../../ui/icon-button';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import { ConditionCard } from './condition-card';
import { NO_CONDITION, payloadText, type Problems, readPayload } from './flag-draft';
import { FlagManner } from './flag-manner';
import css from './flags.module.css';
import { PercentField } from './percent-field';
import type { Nameable } from './property-row';

export interface FlagEditorProps {
  readonly flag: Flag;
  /** Its place in the list. */
  readonly index: number;
  readonly problems: Problems;
  readonly nameable: Nameable;
  readonly onChange: (flag: Flag) => void;
  readonly onRemove: () => void;
}

/** No type of groups begins with a space. */
const PERSONS = ' persons';

type Variants = NonNullable<Flag['variants']>;

export function FlagEditor({ flag, index, problems, nameable, onChange, onRemove }: FlagEditorProps) {
  const place = `flags.${index}`;
  const { conditions, variants, group, holdout } = flag;
  const types = [...new Set([...nameable.groupTypes, ...(group === undefined ? [] : [group])])];
  const circle = problems.get(`${place}.conditions`);
  const put = (change: Partial<Flag>): void => {
    onChange({ ...flag, ...change });
  };
  const without = (name: 'variants' | 'conditions' | 'payload' | 'description' | 'group' | 'holdout'): Flag => {
    const { [name]: _gone, ...rest } = flag;
    return rest;
  };
  return (
    <section aria-label={`The flag ${flag.key}`} className={css['editor']}>
      <div className={css['about']}>
        <TextField
          label="Key"
          value={flag.key}
          error={problems.get(`${place}.key`)}
          spellCheck={false}
          onChange={(key) => {
            put({ key });
          }}
        />
        <TextField
          label="Description"
          placeholder="What it switches"
          value={flag.description ?? ''}
          onChange={(description) => {
            onChange(description === '' ? without('description') : { ...flag, description });
          }}
        />
        <IconButton icon={Trash2} label="Remove this flag" onClick={onRemove} />
      </div>

      <h2 className={css['title']}>On for</h2>
      {types.length > 0 && (
        <div className={css['counted']}>
          <Select
            label="Whom shares take in"
            size="s"
            value={group ?? PERSONS}
            options={[
              { value: PERSONS, label: 'Person by person' },
              ...types.map((type) => ({ value: type, label: `Each ${type} as a whole` })),
            ]}
            onChange={(next) => {
              onChange(next === PERSONS ? without('group') : { ...flag, group: next });
            }}
          />
          {group !== undefined && <p className={css['fine']}>Off where the SDK names no {group}.</p>}
        </div>
      )}
      {conditions === undefined && (
        <p className={css['note']}>
          {group === undefined ? 'Everybody' : `Every ${group}`}, as long as it is switched on.
        </p>
      )}
      {circle !== undefined && (
        <p role="alert" className={css['wrong']}>
          The conditions {circle}.
        </p>
      )}
      {conditions?.map((condition, at) => (
        <ConditionCard
          key={at}
          number={at + 1}
          condition={condition}
          variants={variants?.map(({ key }) => key) ?? []}
          nameable={nameable}
          ofFlag={group}
          place={`${place}.conditions.${at}`}
          problems={problems}
          onChange={(next) => {
            put({ conditions: conditions.map((each, other) => (other === at ? next : each)) });
          }}
          onRemove={() => {
            const left = conditions.filter((_each, other) => other !== at);
            onChange(left.length === 0 ? without('conditions') : { ...flag, conditions: left });
          }}
        />
      ))}
      <div className={css['buttons']}>
        <Button
          size="s"
          icon={Plus}
          onClick={() => {
            put({ conditions: [...(conditions ?? []), NO_CONDITION] });
          }}
        >
          {conditions === undefined ? 'Only for some' : 'Another condition'}
        </Button>
        {holdout === undefined && (
          <Button
            size="s"
            variant="ghost"
            onClick={() => {
              put({ holdout: { id: 'all', share: 10 } });
            }}
          >
            Hold some out
          </Button>
        )}
      </div>

      {holdout !== undefined && (
        <div className={css['counted']}>
          <span>Held out of it:</span>
          <PercentField
            label="Share that is held out"
            value={holdout.share}
            onChange={(share) => {
              put({ holdout: { ...holdout, share } });
            }}
          />
          <span>as</span>
          <TextField
            label="Name of the holdout"
            hideLabel
            size="s"
            spellCheck={false}
            value={holdout.id}
            error={problems.get(`${place}.holdout.id`)}
            onChange={(id) => {
              put({ holdout: { ...holdout, id } });
            }}
          />
          <IconButton
            icon={X}
            size="s"
            label="Hold nobody out"
            onClick={() => {
              onChange(without('holdout'));
            }}
          />
          <p className={css['fine']}>They get «holdout-{holdout.id}», the same people for every flag.</p>
        </div>
      )}

      <h2 className={css['title']}>Variants</h2>
      {variants === undefined ? (
        <p className={css['note']}>None: the flag is on or off.</p>
      ) : (
        <VariantTable
          variants={variants}
          place={`${place}.variants`}
          problems={problems}
          onChange={(next) => {
            onChange(next.length === 0 ? without('variants') : { ...flag, variants: next });
          }}
        />
      )}
      <div className={css['buttons']}>
        <Button
          size="s"
          icon={Plus}
          onClick={() => {
            put({
              variants:
                variants === undefined
                  ? [
                      { key: 'control', rollout: 50 },
                      { key: 'test', rollout: 50 },
                    ]
                  : [...variants, { key: `variant-${variants.length + 1}`, rollout: 0 }],
            });
          }}
        >
          {variants === undefined ? 'Share people out among variants' : 'Another variant'}
        </Button>
        {variants !== undefined && variants.length > 1 && (
          <Button
            size="s"
            variant="ghost"
            onClick={() => {
              put({ variants: evenly(variants) });
            }}
          >
            Share out evenly
          </Button>
        )}
      </div>

      <h2 className={css['title']}>Payload</h2>
      <PayloadField
        key={flag.key}
        label="What goes along where it is on"
        payload={flag.payload}
        onChange={(payload) => {
          onChange(payload === undefined ? without('payload') : { ...flag, payload });
        }}
      />

      <h2 className={css['title']}>How it is judged</h2>
      <FlagManner flag={flag} place={place} problems={problems} onChange={onChange} />
    </section>
  );
}

/** Shares that add up to 100, whole percents, the first ones taking what is left. */
function evenly(variants: Variants): Variants {
  const least = Math.floor(100 / variants.length);
  const more = 100 - least * variants.length;
  return variants.map((variant, index) => ({ ...variant, rollout: least + (index < more ? 1 : 0) }));
}

interface VariantTableProps {
  readonly variants: Variants;
  readonly place: string;
  readonly problems: Problems;
  readonly onChange: (variants: Variants) => void;
}

function VariantTable({ variants, place, problems, onChange }: VariantTableProps) {
  const change = (at: number, next: Partial<Variants[number]>): void => {
    onChange(variants.map((variant, other) => (other === at ? { ...variant, ...next } : variant)));
  };
  const sum = variants.reduce((total, { rollout }) => total + rollout, 0);
  const wrong = problems.get(place);
  return (
    <>
      {variants.map(({ key, rollout, payload }, at) => (
        <div key={at} className={css['variant']}>
          <TextField
            label={`Key of variant ${at + 1}`}
            hideLabel
            size="s"
            value={key}
            spellCheck={false}
            error={problems.get(`${place}.${at}.key`)}
            onChange={(next) => {
              change(at, { key: next });
            }}
          />
          <PercentField
            label={`Share of variant ${at + 1}`}
            value={rollout}
            onChange={(next) => {
              change(at, { rollout: next });
            }}
          />
          <PayloadField
            label={`Payload of variant ${at + 1}`}
            hideLabel
            payload={payload}
            onChange={(next) => {
              const { payload: _gone, ...rest } = variants[at] ?? { key, rollout };
              onChange(
                variants.map((variant, other) =>
                  other === at ? (next === undefined ? rest : { ...rest, payload: next }) : variant,
                ),
              );
            }}
          />
          <IconButton
            icon={X}
            size="s"
            label={`Remove variant ${at + 1}`}
            onClick={() => {
              onChange(variants.filter((_variant, other) => other !== at));
            }}
          />
        </div>
      ))}
      {wrong !== undefined && (
        <p role="alert" className={css['wrong']}>
          The variants {wrong}.
        </p>
      )}
      {wrong === undefined && sum < 100 && (
        <p className={css['note']}>{100 - sum} % of those whom it is on for get no variant.</p>
      )}
    </>
  );
}

interface PayloadFieldProps {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly payload: Flag['payload'];
  readonly onChange: (payload: Flag['payload']) => void;
}

/** What is typed is kept until it is JSON. */
function PayloadField({ label, hideLabel = false, payload, onChange }: PayloadFieldProps) {
  const [text, setText] = useState<string>();
  const isJson = readPayload(text ?? '').ok;
  return (
    <TextField
      label={label}
      hideLabel={hideLabel}
      size={hideLabel ? 's' : 'm'}
      placeholder={hideLabel ? 'Payload as JSON' : 'JSON, such as {"colour": "green"}'}
      spellCheck={false}
      className={css['payload']}
      value={text ?? payloadText(payload)}
      error={isJson ? undefined : 'This is not JSON yet. Text stands in quotes.'}
      onChange={(next) => {
        setText(next);
        const read = readPayload(next);
        if (read.ok) onChange(read.payload);
      }}
      onBlur={() => {
        if (isJson) setText(undefined);
      }}
    />
  );
}
