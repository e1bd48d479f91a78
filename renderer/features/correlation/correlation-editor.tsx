/** What is asked about: converting in a funnel, or belonging to a segment rather than to another. */
import { Filter as FunnelIcon, UserMinus } from 'lucide-react';
import { useState } from 'react';
import { canonicalJson } from '../../../shared/base/canonical-json';
import type { CorrelationSpec } from '../../../shared/insights/correlation/spec';
import type { Filter, Matcher } from '../../../shared/model/filter';
import { segmentFilterSchema } from '../../../shared/model/saved';
import { churnSpec } from '../../parts/correlation/churn-spec';
import { EditorSection } from '../../parts/editor-section';
import { EventPicker } from '../../parts/event-picker';
import { FilterBuilder } from '../../parts/filter-builder';
import { matcherTitle } from '../../parts/matcher-words';
import { usePresentFunnel } from '../../parts/present-insights';
import { usePersonProperties } from '../../parts/use-person-properties';
import { useSavedNames } from '../../parts/saved';
import { navigate } from '../../state/navigation';
import { Button } from '../../ui/button';
import { Segmented } from '../../ui/segmented';
import css from './correlation.module.css';

const SUBJECTS = [
  { value: 'funnel', label: 'Converting' },
  { value: 'segment', label: 'Belonging' },
] as const;

export interface CorrelationEditorProps {
  readonly spec: CorrelationSpec;
  readonly onChange: (spec: CorrelationSpec) => void;
  /** Of the data, UTC ms; undefined while there is none. */
  readonly extent: { readonly from: number; readonly to: number } | undefined;
  readonly timeZone: string;
}

export function CorrelationEditor({ spec, onChange, extent, timeZone }: CorrelationEditorProps) {
  const present = usePresentFunnel();
  const { kind, properties, limit, minCount } = spec;
  /** What stays whatever is asked about. */
  const kept = {
    kind,
    ...(properties && { properties }),
    ...(limit && { limit }),
    ...(minCount && { minCount }),
  };
  return (
    <>
      <EditorSection
        title="What goes with"
        hint={
          spec.funnel === undefined
            ? 'Compared is what the people of the two groups did in the days chosen.'
            : 'Compared is what people did between the first step and converting, or, where they did not convert, until the window closed.'
        }
      >
        <Segmented
          label="What goes with"
          value={spec.funnel === undefined ? 'segment' : 'funnel'}
          options={SUBJECTS}
          onChange={(subject) => {
            if (subject === 'segment') onChange({ ...kept, segment: EVERYBODY });
            else if (present !== undefined) onChange({ ...kept, funnel: present });
          }}
        />
      </EditorSection>
      {spec.funnel === undefined ? (
        <SegmentSections spec={spec} onChange={onChange} extent={extent} timeZone={timeZone} kept={kept} />
      ) : (
        <FunnelSection funnel={spec.funnel} />
      )}
    </>
  );
}

/** A segment that is yet to be said. */
const EVERYBODY: Filter = { all: [] };

function FunnelSection({ funnel }: { readonly funnel: NonNullable<CorrelationSpec['funnel']> }) {
  const names = useSavedNames();
  return (
    <EditorSection title="In the funnel">
      <ol className={css['steps']}>
        {funnel.steps.map((step, index) => (
          <li key={`${index}-${canonicalJson(step)}`}>
            {matcherTitle(step, names)}
            {'where' in step && step.where !== undefined && <span className={css['faint']}> with conditions</span>}
          </li>
        ))}
      </ol>
      <Button
        size="s"
        icon={FunnelIcon}
        onClick={() => {
          navigate('funnel', { spec: canonicalJson(funnel) });
        }}
      >
        Open the funnel
      </Button>
    </EditorSection>
  );
}

interface SegmentSectionsProps extends CorrelationEditorProps {
  readonly kept: Pick<CorrelationSpec, 'kind' | 'properties' | 'limit' | 'minCount'>;
}

function SegmentSections({ spec, onChange, extent, timeZone, kept }: SegmentSectionsProps) {
  const compare = (match: Matcher): void => {
    const made = extent && churnSpec(match, spec.filter, extent, timeZone);
    if (made !== undefined) onChange({ ...kept, ...made });
  };
  return (
    <>
      <EditorSection title="Who belongs">
        <PersonsFilter
          label="Who belongs"
          value={spec.segment}
          onChange={(segment) => {
            onChange({ ...spec, segment: segment ?? EVERYBODY });
          }}
        />
      </EditorSection>
      <EditorSection title="Compared with" {...(spec.against === undefined ? { hint: 'Everybody else.' } : {})}>
        <PersonsFilter
          label="Compared with"
          value={spec.against}
          onChange={(against) => {
            const { against: _before, ...rest } = spec;
            onChange({ ...rest, ...(against && { against }) });
          }}
        />
      </EditorSection>
      <EditorSection title="Only events where">
        <FilterBuilder
          label="Conditions of the events that count"
          value={spec.filter}
          addLabel="All events"
          onChange={(filter) => {
            const { filter: _before, ...rest } = spec;
            onChange({ ...rest, ...(filter && { filter }) });
          }}
        />
      </EditorSection>
      {extent !== undefined && (
        <EditorSection title="Who left" hint="Who did it and stopped in the last days, against who went on.">
          <EventPicker
            label="Those who stopped an event, against those who went on"
            value={undefined}
            any
            onChange={compare}
            trigger={
              <Button size="s" icon={UserMinus}>
                Stopped against stayed…
              </Button>
            }
          />
        </EditorSection>
      )}
    </>
  );
}

interface PersonsFilterProps {
  readonly label: string;
  readonly value: Filter | undefined;
  readonly onChange: (filter: Filter | undefined) => void;
}

/** Conditions of persons; what speaks of single events is refused with the reason. */
function PersonsFilter({ label, value, onChange }: PersonsFilterProps) {
  const properties = usePersonProperties();
  const [problem, setProblem] = useState<string>();
  return (
    <>
      <FilterBuilder
        behaviours
        label={label}
        value={value}
        properties={properties}
        addLabel="Of the person"
        onChange={(filter) => {
          const refused = filter && segmentFilterSchema.safeParse(filter).error?.issues[0]?.message;
          setProblem(refused);
          if (refused === undefined) onChange(filter);
        }}
      />
      {problem !== undefined && (
        <p role="alert" className={css['problem']}>
          {problem}
        </p>
      )}
    </>
  );
}
