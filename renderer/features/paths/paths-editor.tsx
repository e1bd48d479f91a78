/** What is asked: what paths go through, where they begin and end, what is passed over, and by which rules. */
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { PathsSpec } from '../../../shared/insights/paths/spec';
import type { Matcher } from '../../../shared/model/filter';
import { usePropertyItems } from '../../parts/catalog';
import { EditorSection, Rules } from '../../parts/editor-section';
import { MatcherCard } from '../../parts/matcher-card';
import { propertyLabel } from '../../parts/property-words';
import { Combobox } from '../../ui/combobox';
import { IconButton } from '../../ui/icon-button';
import { Segmented } from '../../ui/segmented';
import { CleanEditor } from './clean-editor';
import { beginAt, endAt, leaveOut, through } from './edit-spec';
import css from './editor.module.css';
import { MatcherAdder } from './matcher-adder';
import { pathsRules } from './paths-rules';
import { matcherWords } from './paths-words';

const THROUGH = [
  { value: 'pages', label: 'Pages' },
  { value: 'events', label: 'Events' },
  { value: 'property', label: 'A property' },
] as const;

/** A field of every event, for where no property is known yet. */
const ALWAYS_THERE = 'source';

export interface PathsEditorProps {
  readonly spec: PathsSpec;
  readonly onChange: (spec: PathsSpec, mergeKey?: string) => void;
}

export function PathsEditor({ spec, onChange }: PathsEditorProps) {
  const { of, exclude = [] } = spec;
  const put = (matchers: readonly Matcher[]): void => {
    onChange({ ...spec, exclude: matchers.length === 0 ? undefined : [...matchers] });
  };
  return (
    <>
      <EditorSection title="Paths through">
        <ThroughPicker of={of} onChange={(next) => onChange(through(spec, next))} />
      </EditorSection>
      <EditorSection title="Beginning at">
        <OptionalMatcher
          label="Beginning of paths"
          of={of}
          value={spec.startAt}
          onChange={(start) => {
            onChange(beginAt(spec, start));
          }}
        />
      </EditorSection>
      <EditorSection title="Ending at">
        <OptionalMatcher
          label="End of paths"
          of={of}
          value={spec.endAt}
          onChange={(last) => {
            onChange(endAt(spec, last));
          }}
        />
      </EditorSection>
      <EditorSection title="Left out">
        <ul aria-label="Left out" className={css['list']}>
          {exclude.map((matcher, index) => (
            <li key={`${index}-${JSON.stringify(matcher)}`} className={css['item']}>
              <span className={css['text']} title={matcherWords(matcher)}>
                {matcherWords(matcher)}
              </span>
              <IconButton
                icon={X}
                size="s"
                label={`Keep ${matcherWords(matcher)}`}
                onClick={() => {
                  put(exclude.toSpliced(index, 1));
                }}
              />
            </li>
          ))}
        </ul>
        <MatcherAdder
          label="Leave something out"
          of={of}
          onAdd={(matcher) => {
            onChange(leaveOut(spec, matcher));
          }}
        />
      </EditorSection>
      <EditorSection title="Names put together">
        <CleanEditor spec={spec} onChange={onChange} />
      </EditorSection>
      <EditorSection title="Rules">
        <Rules rules={pathsRules(spec, onChange)} />
      </EditorSection>
    </>
  );
}

function ThroughPicker({
  of,
  onChange,
}: {
  readonly of: PathsSpec['of'];
  readonly onChange: (of: PathsSpec['of']) => void;
}): ReactNode {
  const properties = usePropertyItems();
  const [first] = properties.items;
  return (
    <div className={css['through']}>
      <Segmented
        label="Paths through"
        size="s"
        value={typeof of === 'object' ? 'property' : of}
        options={THROUGH}
        onChange={(next) => {
          if (next !== 'property') onChange(next);
          else if (typeof of !== 'object') onChange({ property: first?.value ?? ALWAYS_THERE });
        }}
      />
      {typeof of === 'object' && (
        <Combobox
          label="Property of the steps"
          value={of.property}
          display={propertyLabel(of.property)}
          items={properties.items}
          loading={properties.loading}
          onChange={(property) => {
            onChange({ property });
          }}
        />
      )}
    </div>
  );
}

interface OptionalMatcherProps {
  readonly label: string;
  readonly of: PathsSpec['of'];
  readonly value: Matcher | undefined;
  readonly onChange: (matcher: Matcher | undefined) => void;
}

function OptionalMatcher({ label, of, value, onChange }: OptionalMatcherProps) {
  if (value === undefined) return <MatcherAdder label={`Choose the ${label.toLowerCase()}`} of={of} onAdd={onChange} />;
  return (
    <div className={css['optional']}>
      <MatcherCard
        label={label}
        value={value}
        onChange={(matcher) => {
          // The name it was given told of conditions that may have changed.
          onChange({ ...matcher, label: undefined });
        }}
      />
      <IconButton
        icon={X}
        size="s"
        label={`Remove the ${label.toLowerCase()}`}
        onClick={() => {
          onChange(undefined);
        }}
      />
    </div>
  );
}
