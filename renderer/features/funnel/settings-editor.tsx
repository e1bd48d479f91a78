/** Rules of the funnel: window, order, what is counted, what all events must meet, what breaks a chain. */
import { Plus, X } from 'lucide-react';
import { decisionsOf } from '../../../shared/insights/funnel/rules';
import type { FunnelSpec } from '../../../shared/insights/funnel/spec';
import { DurationField } from '../../parts/duration-field';
import { EventPicker } from '../../parts/event-picker';
import { FilterBuilder } from '../../parts/filter-builder';
import { HoldConstant } from '../../parts/hold-constant';
import { Button } from '../../ui/button';
import { IconButton } from '../../ui/icon-button';
import { Select } from '../../ui/select';
import { Switch } from '../../ui/switch';
import { REENTRY_OFF, REENTRY_ON, reentryProblem, settleReentry } from './edit-spec';
import { CountByField } from './count-by';
import css from './editor.module.css';
import { stepTitle } from './funnel-words';
import { RulesEditor } from './rules-editor';

const ORDERS = [
  { value: 'sequential', label: 'In this order', hint: 'Other events may come between.' },
  { value: 'strict', label: 'Directly one after another', hint: 'No other event may come between.' },
  { value: 'any', label: 'In any order', hint: 'All steps within the window.' },
] as const;

export interface SettingsEditorProps {
  readonly spec: FunnelSpec;
  readonly onChange: (spec: FunnelSpec, mergeKey?: string) => void;
}

export function SettingsEditor({ spec, onChange }: SettingsEditorProps) {
  const decisions = decisionsOf(spec);
  return (
    <section aria-labelledby="funnel-rules" className={css['section']}>
      <h2 id="funnel-rules" className={css['heading']}>
        Rules
      </h2>
      <div className={css['rules']}>
        <span>Within</span>
        <DurationField
          label="Conversion window"
          value={decisions.window}
          onChange={(window) => {
            onChange({ ...spec, window }, 'window');
          }}
        />
        <span>Order</span>
        <Select
          label="Order of the steps"
          size="s"
          value={spec.order ?? 'sequential'}
          options={ORDERS}
          onChange={(order) => {
            onChange({ ...spec, order });
          }}
        />
        <span>Count</span>
        <CountByField spec={spec} onChange={onChange} />
        <span>Again</span>
        <ReentrySwitch spec={spec} onChange={onChange} />
        <span>Only where</span>
        <FilterBuilder
          label="Conditions of all events"
          behaviours
          value={spec.filter}
          addLabel="All events"
          onChange={(filter) => {
            onChange({ ...spec, filter });
          }}
        />
        <span>Same</span>
        <HoldConstant
          value={spec.holdConstant ?? []}
          onChange={(properties) => {
            onChange({ ...spec, holdConstant: properties.length === 0 ? undefined : [...properties] });
          }}
        />
      </div>
      <Exclusions spec={spec} onChange={onChange} />
      <RulesEditor spec={spec} onChange={onChange} />
    </section>
  );
}

/** Under some rules chains cannot follow one another; then it is off and not to be had. */
function ReentrySwitch({ spec, onChange }: SettingsEditorProps) {
  const isOn = spec.reentry === true;
  const refused = isOn ? undefined : reentryProblem(spec);
  return (
    <Switch
      label="Count every chain"
      checked={isOn}
      disabled={refused !== undefined}
      hint={refused ?? (isOn ? REENTRY_ON : REENTRY_OFF)}
      onChange={(checked) => {
        onChange({ ...spec, reentry: checked ? true : undefined });
      }}
    />
  );
}

function Exclusions({ spec, onChange }: SettingsEditorProps) {
  const exclusions = spec.exclusions ?? [];
  const put = (next: NonNullable<FunnelSpec['exclusions']>): void => {
    onChange(settleReentry({ ...spec, exclusions: next.length === 0 ? undefined : next }));
  };
  const stepOptions = spec.steps.map((_, index) => ({
    value: String(index + 1),
    label: `${index + 1}`,
    hint: stepTitle(spec, index),
  }));
  return (
    <>
      {exclusions.map((exclusion, index) => {
        const { match, fromStep, toStep } = exclusion;
        return (
          <div key={`${index}-${JSON.stringify(match)}`} className={css['exclusion']}>
            <div className={css['exclusionHead']}>
              <span className={css['note']}>Not</span>
              <EventPicker
                label={`Excluded event ${index + 1}`}
                value={match}
                size="s"
                onChange={(picked) => {
                  put(exclusions.with(index, { ...exclusion, match: picked }));
                }}
              />
              <IconButton
                icon={X}
                size="s"
                label="Remove the exclusion"
                onClick={() => {
                  put(exclusions.toSpliced(index, 1));
                }}
              />
            </div>
            <div className={css['between']}>
              between step
              <Select
                label="From step"
                size="s"
                value={String(fromStep)}
                options={stepOptions.slice(0, -1)}
                onChange={(from) => {
                  const next = Number(from);
                  put(exclusions.with(index, { ...exclusion, fromStep: next, toStep: Math.max(toStep, next + 1) }));
                }}
              />
              and
              <Select
                label="To step"
                size="s"
                value={String(toStep)}
                options={stepOptions.slice(fromStep)}
                onChange={(to) => {
                  put(exclusions.with(index, { ...exclusion, toStep: Number(to) }));
                }}
              />
            </div>
          </div>
        );
      })}
      <EventPicker
        label="Exclude an event"
        value={undefined}
        onChange={(picked) => {
          put([...exclusions, { match: picked, fromStep: 1, toStep: spec.steps.length }]);
        }}
        trigger={
          <Button variant="ghost" size="s" icon={Plus} className={css['addStep']}>
            Exclude an event
          </Button>
        }
      />
    </>
  );
}
