/** The series: event, measure, conditions, name; a formula over them; what all events must meet. */
import { Plus } from 'lucide-react';
import type { TrendsSpec } from '../../../shared/insights/trends/spec';
import { EditorSection, Rules } from '../../parts/editor-section';
import { EventPicker } from '../../parts/event-picker';
import { FilterBuilder } from '../../parts/filter-builder';
import { Button } from '../../ui/button';
import { formulaWith, formulaWithout } from './edit-spec';
import { FormulaEditor } from './formula-editor';
import { SeriesCard } from './series-card';
import css from './editor.module.css';
import { ValuesSelect } from './values-select';

const MAX_SERIES = 26;

export interface SeriesEditorProps {
  readonly spec: TrendsSpec;
  readonly onChange: (spec: TrendsSpec, mergeKey?: string) => void;
}

export function SeriesEditor({ spec, onChange }: SeriesEditorProps) {
  const put = (series: TrendsSpec['series'], mergeKey?: string): void => {
    onChange({ ...spec, series }, mergeKey);
  };
  return (
    <>
      <EditorSection title="Series">
        <ol className={css['list']}>
          {spec.series.map((series, index) => (
            <SeriesCard
              // Series have no names of their own; their place is their id.
              key={`${index}-of-${spec.series.length}`}
              index={index}
              series={series}
              canRemove={spec.series.length > 1}
              onChange={(next, mergeKey) => {
                put(spec.series.with(index, next), mergeKey);
              }}
              onDuplicate={() => {
                if (spec.series.length >= MAX_SERIES) return;
                const formula = formulaWith(spec.formula, index + 1);
                onChange({ ...spec, formula, series: spec.series.toSpliced(index + 1, 0, series) });
              }}
              onRemove={() => {
                const formula = formulaWithout(spec.formula, index);
                onChange({ ...spec, formula, series: spec.series.toSpliced(index, 1) });
              }}
            />
          ))}
        </ol>
        {spec.series.length < MAX_SERIES && (
          <EventPicker
            label="Add a series"
            value={undefined}
            any
            onChange={(picked) => {
              put([...spec.series, { match: picked, math: spec.series.at(-1)?.math ?? 'events' }]);
            }}
            trigger={
              <Button variant="ghost" size="s" icon={Plus} className={css['add']}>
                Add series
              </Button>
            }
          />
        )}
      </EditorSection>
      <EditorSection title="Values">
        <Rules
          rules={[
            [
              'Formula',
              <FormulaEditor
                key="formula"
                spec={spec}
                onChange={(formula) => {
                  onChange({ ...spec, formula }, 'formula');
                }}
              />,
            ],
            ['Show', <ValuesSelect key="values" spec={spec} onChange={onChange} />],
          ]}
        />
      </EditorSection>
      <EditorSection title="Only where">
        <FilterBuilder
          label="Conditions of all events"
          behaviours
          value={spec.filter}
          addLabel="All events"
          onChange={(filter) => {
            onChange({ ...spec, filter });
          }}
        />
      </EditorSection>
    </>
  );
}
