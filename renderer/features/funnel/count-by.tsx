/** Whose events make a chain: persons, sessions, or the groups that events name, one choice for each type. */
import { decisionsOf, type CountBy } from '../../../shared/insights/funnel/rules';
import type { FunnelSpec } from '../../../shared/insights/funnel/spec';
import { useGroupTypes } from '../../parts/catalog';
import { groupTitle } from '../../parts/group-words';
import { Segmented } from '../../ui/segmented';
import { Select } from '../../ui/select';

const UNITS = [
  { value: 'persons', label: 'Persons' },
  { value: 'sessions', label: 'Sessions' },
] as const;
const GROUP = 'group:';

const choiceOf = (countBy: CountBy): string => (typeof countBy === 'object' ? GROUP + countBy.group : countBy);

function countByOf(choice: string): CountBy {
  if (choice.startsWith(GROUP)) return { group: choice.slice(GROUP.length) };
  return choice === 'sessions' ? 'sessions' : 'persons';
}

export interface CountByFieldProps {
  readonly spec: FunnelSpec;
  readonly onChange: (spec: FunnelSpec) => void;
}

export function CountByField({ spec, onChange }: CountByFieldProps) {
  const { countBy } = decisionsOf(spec);
  const types = useGroupTypes(typeof countBy === 'object' ? countBy.group : undefined);
  const options = [...UNITS, ...types.map((type) => ({ value: GROUP + type, label: groupTitle(type) }))];
  const field = {
    label: 'What is counted',
    size: 's' as const,
    value: choiceOf(countBy),
    options,
    onChange: (choice: string): void => {
      onChange({ ...spec, countBy: countByOf(choice) });
    },
  };
  // Beside persons and sessions there is no room for the name of a type.
  return types.length > 0 ? <Select {...field} /> : <Segmented {...field} />;
}
