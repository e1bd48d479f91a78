/** The rules of paths, each as a label and its control. */
import type { ReactNode } from 'react';
import type { PathsSpec } from '../../../shared/insights/paths/spec';
import type { Duration } from '../../../shared/model/range';
import { CountField } from '../../parts/count-field';
import { DurationField } from '../../parts/duration-field';
import { FilterBuilder } from '../../parts/filter-builder';
import { Select } from '../../ui/select';
import { DEFAULT_LINKS, DEFAULT_STEPS, fewestSteps, MOST_LINKS, MOST_STEPS } from './edit-spec';
import { unitOf } from './paths-words';

const WITHIN = [
  { value: 'session', label: 'A session', hint: 'As sessions are cut in the settings.' },
  { value: 'silence', label: 'No long silence', hint: 'A longer silence begins another path, whatever the session.' },
] as const;

const REPEATS = [
  { value: 'once', label: 'Count once', hint: 'The same step again right away is still the same step.' },
  { value: 'each', label: 'Count each', hint: 'Every repeat is a step of its own.' },
] as const;

const SILENCE: Duration = { value: 30, unit: 'minute' };
const MOST_SESSIONS = 1_000_000_000;

export function pathsRules(
  spec: PathsSpec,
  onChange: (spec: PathsSpec, mergeKey?: string) => void,
): readonly (readonly [string, ReactNode])[] {
  const { within } = spec;
  return [
    [
      'One path is',
      <Select
        key="within"
        label="What one path is"
        size="s"
        value={within === 'session' ? 'session' : 'silence'}
        options={WITHIN}
        onChange={(next) => {
          onChange({ ...spec, within: next === 'session' ? 'session' : SILENCE });
        }}
      />,
    ],
    ...(within === 'session'
      ? []
      : [
          [
            'Silence',
            <DurationField
              key="silence"
              label="Longest silence in a path"
              value={within}
              onChange={(silence) => {
                onChange({ ...spec, within: silence }, 'within');
              }}
            />,
          ] as const,
        ]),
    [
      'Of',
      <CountField
        key="steps"
        label="Steps of a path"
        value={spec.steps ?? DEFAULT_STEPS}
        min={fewestSteps(spec)}
        max={MOST_STEPS}
        suffix="steps"
        onChange={(steps) => {
          onChange({ ...spec, steps }, 'steps');
        }}
      />,
    ],
    [
      'Repeats',
      <Select
        key="repeats"
        label="Repeated steps"
        size="s"
        value={spec.collapseRepeats === false ? 'each' : 'once'}
        options={REPEATS}
        onChange={(next) => {
          onChange({ ...spec, collapseRepeats: next === 'each' ? false : undefined });
        }}
      />,
    ],
    [
      'At least',
      <CountField
        key="least"
        label="Fewest sessions of a link"
        value={spec.minEdge}
        min={1}
        max={MOST_SESSIONS}
        optional
        placeholder="1"
        suffix={`${unitOf(spec)}s`}
        onChange={(minEdge) => {
          onChange({ ...spec, minEdge }, 'minEdge');
        }}
      />,
    ],
    [
      'At most',
      <CountField
        key="links"
        label="Most links"
        value={spec.maxEdges ?? DEFAULT_LINKS}
        min={1}
        max={MOST_LINKS}
        suffix="links"
        onChange={(maxEdges) => {
          onChange({ ...spec, maxEdges }, 'maxEdges');
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
  ];
}
