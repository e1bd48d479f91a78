/** What a form of behaviour asks beside its events: how often, how much, how long, and when. */
import type { ReactNode } from 'react';
import type { Range } from '../../shared/model/range';
import { Combobox } from '../ui/combobox';
import { Segmented } from '../ui/segmented';
import { Select } from '../ui/select';
import { TextField } from '../ui/text-field';
import { withCounting, type BehaviourDraft } from './behaviour-model';
import { COMPARISON_WORDS } from './behaviour-words';
import css from './behaviour.module.css';
import { usePropertyItems } from './catalog';
import { DurationField } from './duration-field';
import { matcherEvent } from './matcher-words';
import { RangePicker } from './range-picker';

export interface BehaviourFieldsProps {
  readonly draft: BehaviourDraft;
  readonly onChange: (draft: BehaviourDraft) => void;
}

export function BehaviourFields({ draft, onChange }: BehaviourFieldsProps) {
  const window = (any = 'Any time'): ReactNode => (
    <Days
      name="When"
      all={any}
      value={draft.window}
      onChange={(range) => {
        onChange({ ...draft, window: range });
      }}
    />
  );
  switch (draft.kind) {
    case 'performed':
      return (
        <>
          <Line name="How often">
            <div className={css['pair']}>
              <ComparisonSelect label="How often: compared" draft={draft} onChange={onChange} />
              <NumberField
                label="How often: times"
                suffix={draft.times === '1' ? 'time' : 'times'}
                value={draft.times}
                onChange={(times) => {
                  onChange({ ...draft, times });
                }}
              />
            </div>
          </Line>
          {window()}
        </>
      );
    case 'notPerformed':
      return window('Any time (never)');
    case 'firstPerformed':
      return (
        <Days
          name="When"
          value={draft.firstIn}
          onChange={(firstIn) => {
            onChange({ ...draft, firstIn });
          }}
        />
      );
    case 'sequence':
      return (
        <>
          <Within draft={draft} onChange={onChange} />
          {window()}
        </>
      );
    case 'stopped':
      return (
        <>
          <Days
            name="Did it"
            value={draft.activeIn}
            onChange={(activeIn) => {
              onChange({ ...draft, activeIn });
            }}
          />
          <Days
            name="But not"
            value={draft.inactiveIn}
            onChange={(inactiveIn) => {
              onChange({ ...draft, inactiveIn });
            }}
          />
        </>
      );
    case 'restarted':
      return (
        <>
          <Line name="Silence">
            <DurationField
              label="Silence of at least"
              value={draft.silence}
              onChange={(silence) => {
                onChange({ ...draft, silence });
              }}
            />
          </Line>
          {window()}
        </>
      );
    case 'regular':
      return (
        <>
          <Runs draft={draft} onChange={onChange} />
          {window()}
        </>
      );
    case 'aggregate':
      return (
        <>
          <Amount draft={draft} onChange={onChange} />
          {window()}
        </>
      );
  }
}

function Line({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={css['line']}>
      <span>{name}</span>
      {children}
    </div>
  );
}

interface DaysProps {
  readonly name: string;
  /** What no days at all are called; without it there must be some. */
  readonly all?: string;
  readonly value: Range | undefined;
  readonly onChange: (range: Range | undefined) => void;
}

function Days({ name, all, value, onChange }: DaysProps) {
  return (
    <Line name={name}>
      <div className={css['days']}>
        <RangePicker size="s" label={name} all={all ?? null} value={value} onChange={onChange} />
      </div>
    </Line>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly value: string;
  readonly suffix?: string;
  readonly onChange: (text: string) => void;
}

function NumberField({ label, value, suffix, onChange }: NumberFieldProps) {
  return (
    <TextField
      label={label}
      hideLabel
      size="s"
      inputMode="decimal"
      value={value}
      onChange={onChange}
      {...(suffix === undefined ? {} : { suffix })}
    />
  );
}

const COMPARISONS = (['gte', 'lte', 'eq'] as const).map((value) => ({ value, label: COMPARISON_WORDS[value] }));

function ComparisonSelect({ label, draft, onChange }: BehaviourFieldsProps & { readonly label: string }) {
  return (
    <Select
      label={label}
      size="s"
      value={draft.op}
      options={COMPARISONS}
      onChange={(op) => {
        onChange({ ...draft, op });
      }}
    />
  );
}

const PACES = [
  { value: 'any', label: 'However long' },
  { value: 'within', label: 'Within' },
] as const;

function Within({ draft, onChange }: BehaviourFieldsProps) {
  return (
    <>
      <Line name="All of it">
        <Segmented
          label="How long all of it may take"
          size="s"
          value={draft.within === undefined ? 'any' : 'within'}
          options={PACES}
          onChange={(pace) => {
            onChange({ ...draft, within: pace === 'any' ? undefined : (draft.within ?? { value: 7, unit: 'day' }) });
          }}
        />
      </Line>
      {draft.within !== undefined && (
        <Line name="">
          <DurationField
            label="Within"
            value={draft.within}
            onChange={(within) => {
              onChange({ ...draft, within });
            }}
          />
        </Line>
      )}
    </>
  );
}

const BUCKETS = (['hour', 'day', 'week', 'month'] as const).map((value) => ({ value, label: `${value}s` }));
const COUNTINGS = [
  { value: 'rolling', label: 'Any run of' },
  { value: 'calendar', label: 'A calendar' },
] as const;
const PERIODS = (['day', 'week', 'month'] as const).map((value) => ({ value, label: value }));

function Runs({ draft, onChange }: BehaviourFieldsProps) {
  const { counting, of } = draft;
  return (
    <>
      <Line name="At least">
        <div className={css['pair']}>
          <NumberField
            label="At least: how many"
            value={draft.atLeast}
            onChange={(atLeast) => {
              onChange({ ...draft, atLeast });
            }}
          />
          <Select
            label="At least: hours, days, weeks or months"
            size="s"
            value={draft.bucket}
            options={BUCKETS}
            onChange={(bucket) => {
              onChange({ ...draft, bucket });
            }}
          />
        </div>
      </Line>
      <Line name="Of">
        <Segmented
          label="Of which run"
          size="s"
          value={counting}
          options={COUNTINGS}
          onChange={(next) => {
            onChange(withCounting(draft, next));
          }}
        />
      </Line>
      <Line name="">
        {counting === 'rolling' ? (
          <DurationField
            label="Length of the run"
            value={of}
            onChange={(next) => {
              onChange({ ...draft, of: next });
            }}
          />
        ) : (
          <Select
            label="Calendar day, week or month"
            size="s"
            value={PERIODS.find(({ value }) => value === of.unit)?.value ?? 'week'}
            options={PERIODS}
            onChange={(unit) => {
              onChange({ ...draft, of: { value: 1, unit } });
            }}
          />
        )}
      </Line>
    </>
  );
}

const AGGREGATES = [
  { value: 'sum', label: 'Sum' },
  { value: 'avg', label: 'Average' },
  { value: 'min', label: 'Smallest' },
  { value: 'max', label: 'Largest' },
] as const;

function Amount({ draft, onChange }: BehaviourFieldsProps) {
  const [event] = draft.events;
  const properties = usePropertyItems(event === undefined ? undefined : matcherEvent(event));
  const numbers = properties.items.filter(({ value }) => {
    const type = properties.typeOf(value);
    return type === 'number' || type === 'mixed';
  });
  return (
    <>
      <Line name="What">
        <div className={css['pair']}>
          <Select
            label="What is made of the values"
            size="s"
            value={draft.fn}
            options={AGGREGATES}
            onChange={(fn) => {
              onChange({ ...draft, fn });
            }}
          />
          <Combobox
            label="Property"
            size="s"
            placeholder="Property…"
            value={draft.property}
            items={numbers}
            loading={properties.loading}
            emptyText="No property of this event holds numbers."
            onChange={(property) => {
              onChange({ ...draft, property });
            }}
          />
        </div>
      </Line>
      <Line name="Is">
        <div className={css['pair']}>
          <ComparisonSelect label="Compared" draft={draft} onChange={onChange} />
          <NumberField
            label="How much"
            value={draft.amount}
            onChange={(amount) => {
              onChange({ ...draft, amount });
            }}
          />
        </div>
      </Line>
    </>
  );
}
