/** What is asked: who begins, what coming back is, and by which rules it counts. */
import type { RetentionSpec } from '../../../shared/insights/retention/spec';
import { CountField } from '../../parts/count-field';
import { EditorSection, Rules } from '../../parts/editor-section';
import { FilterBuilder } from '../../parts/filter-builder';
import { MatcherCard } from '../../parts/matcher-card';
import { Select } from '../../ui/select';
import { BracketsField } from './brackets-field';
import { doublingBrackets, withBrackets, withPeriods } from './brackets';

const JOINS = [
  { value: 'first_ever', label: 'First time ever', hint: 'In the period of the very first start event.' },
  { value: 'first_in_range', label: 'First in these days', hint: 'Whatever happened before them.' },
  { value: 'recurring', label: 'Every time', hint: 'Once in each period with a start event.' },
] as const;

const COUNTINGS = [
  { value: 'calendar', label: 'By the calendar', hint: 'Whole days, weeks or months.' },
  {
    value: 'rolling',
    label: 'From each start',
    hint: 'Windows of 24 hours, 7 or 30 days from each person’s own start.',
  },
] as const;

const MODES = [
  { value: 'on', label: 'In the period', hint: 'In that period itself.' },
  { value: 'on_or_after', label: 'In it or later', hint: 'Any time from that period on.' },
  { value: 'brackets', label: 'In brackets', hint: 'Several periods together, as you choose.' },
] as const;

/** A grid of more is hardly read; specs may hold more. */
const MOST_PERIODS = 90;
const MOST_MEMBERS = 1_000_000;

export interface RetentionEditorProps {
  readonly spec: RetentionSpec;
  readonly onChange: (spec: RetentionSpec, mergeKey?: string) => void;
}

export function RetentionEditor({ spec, onChange }: RetentionEditorProps) {
  const { mode = 'on' } = spec;
  return (
    <>
      <EditorSection title="People who did">
        <MatcherCard
          label="Start event"
          value={spec.start}
          onChange={(start) => {
            onChange({ ...spec, start });
          }}
        />
      </EditorSection>
      <EditorSection title="and came back to do">
        <MatcherCard
          label="Return event"
          value={spec.return}
          onChange={(back) => {
            onChange({ ...spec, return: back });
          }}
        />
      </EditorSection>
      <EditorSection title="Rules">
        <Rules
          rules={[
            [
              'Joins at',
              <Select
                key="joins"
                label="Who joins a cohort"
                size="s"
                value={spec.cohortBy ?? 'first_ever'}
                options={JOINS}
                onChange={(cohortBy) => {
                  onChange({ ...spec, cohortBy });
                }}
              />,
            ],
            [
              'Counted',
              <Select
                key="counting"
                label="How periods are counted"
                size="s"
                value={spec.counting ?? 'calendar'}
                options={COUNTINGS}
                onChange={(counting) => {
                  onChange({ ...spec, counting });
                }}
              />,
            ],
            [
              'Returned',
              <Select
                key="mode"
                label="When a return counts"
                size="s"
                value={typeof mode === 'object' ? 'brackets' : mode}
                options={MODES}
                onChange={(next) => {
                  onChange(
                    next === 'brackets' ? withBrackets(spec, doublingBrackets(spec.periods)) : { ...spec, mode: next },
                  );
                }}
              />,
            ],
            typeof mode === 'object'
              ? [
                  'Brackets',
                  <BracketsField
                    key="brackets"
                    value={mode.brackets.map(([first, last]): [number, number] => [first, last])}
                    interval={spec.interval}
                    onChange={(brackets) => {
                      onChange(withBrackets(spec, brackets), 'brackets');
                    }}
                  />,
                ]
              : [
                  'For',
                  <CountField
                    key="periods"
                    label="Number of periods"
                    value={spec.periods}
                    min={1}
                    max={Math.max(MOST_PERIODS, spec.periods)}
                    suffix={spec.periods === 1 ? spec.interval : `${spec.interval}s`}
                    onChange={(periods) => {
                      if (periods !== undefined) onChange(withPeriods(spec, periods), 'periods');
                    }}
                  />,
                ],
            [
              'Cohorts of',
              <CountField
                key="least"
                label="Smallest cohort"
                value={spec.minCohort}
                min={1}
                max={MOST_MEMBERS}
                optional
                placeholder="any size"
                suffix="or more"
                onChange={(minCohort) => {
                  onChange({ ...spec, minCohort }, 'minCohort');
                }}
              />,
            ],
            [
              'Only where',
              <FilterBuilder
                key="filter"
                behaviours
                label="Conditions of all events"
                value={spec.filter}
                addLabel="All events"
                onChange={(filter) => {
                  onChange({ ...spec, filter });
                }}
              />,
            ],
          ]}
        />
      </EditorSection>
    </>
  );
}
