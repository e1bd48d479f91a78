/** Above the report: which of the two questions, the days, the unit, and how to look at it. */
import { BarChart3, Table2 } from 'lucide-react';
import { IntervalSelect } from '../../parts/interval-select';
import { RangePicker } from '../../parts/range-picker';
import { Segmented } from '../../ui/segmented';
import { Select } from '../../ui/select';
import { Toolbar, ToolbarSpacer } from '../../ui/toolbar';
import { asKind, type HabitSpec } from './habit-spec';

export type HabitLook = 'bars' | 'table';

const LOOKS = [
  { value: 'bars', label: 'Bars', icon: BarChart3 },
  { value: 'table', label: 'Table', icon: Table2 },
] as const;

const KINDS = [
  { value: 'stickiness', label: 'How regularly' },
  { value: 'frequency', label: 'How often' },
] as const;

const UNITS = [
  { value: 'person', label: 'Per person' },
  { value: 'session', label: 'Per session' },
  { value: 'hour', label: 'Per hour', hint: 'What one person did in one hour.' },
  { value: 'day', label: 'Per day', hint: 'What one person did on one day.' },
  { value: 'week', label: 'Per week', hint: 'What one person did in one week.' },
  { value: 'month', label: 'Per month', hint: 'What one person did in one month.' },
] as const;

export interface HabitToolbarProps {
  readonly spec: HabitSpec;
  readonly onChange: (spec: HabitSpec) => void;
  readonly look: HabitLook;
  readonly onLook: (look: HabitLook) => void;
}

export function HabitToolbar({ spec, onChange, look, onLook }: HabitToolbarProps) {
  return (
    <Toolbar label="Question, days, unit and look">
      <Segmented
        label="Question"
        value={spec.kind}
        options={KINDS}
        onChange={(kind) => {
          onChange(asKind(spec, kind));
        }}
      />
      <RangePicker
        value={spec.range}
        onChange={(range) => {
          onChange({ ...spec, range });
        }}
      />
      {spec.kind === 'stickiness' ? (
        <IntervalSelect
          value={spec.interval}
          onChange={(interval) => {
            onChange({ ...spec, interval });
          }}
        />
      ) : (
        <Select
          label="Counted"
          value={spec.per}
          options={UNITS}
          onChange={(per) => {
            onChange({ ...spec, per });
          }}
        />
      )}
      <ToolbarSpacer />
      <Segmented label="Look" value={look} options={LOOKS} onChange={onLook} />
    </Toolbar>
  );
}
