/** Opens another view with the people of the segment alone. */
import { ChartLine, Filter as Funnel, Magnet, Repeat, ScanSearch, Sprout, UsersRound, Waypoints } from 'lucide-react';
import type { Filter } from '../../../shared/model/filter';
import { openWithin } from '../../parts/within';
import { navigate } from '../../state/navigation';
import { Button } from '../../ui/button';
import { Menu } from '../../ui/menu';

const VIEWS = [
  { view: 'funnel', label: 'Funnel of these people', icon: Funnel },
  { view: 'trends', label: 'Trends of these people', icon: ChartLine },
  { view: 'retention', label: 'Retention of these people', icon: Repeat },
  { view: 'paths', label: 'Paths of these people', icon: Waypoints },
  { view: 'lifecycle', label: 'Lifecycle of these people', icon: Sprout },
  { view: 'stickiness', label: 'Stickiness of these people', icon: Magnet },
] as const;

export interface UseMenuProps {
  readonly filter: Filter;
  /** The saved segment that says just that; without one the filter itself goes along. */
  readonly savedAs: string | undefined;
}

export function UseMenu({ filter, savedAs }: UseMenuProps) {
  const asked: Filter = savedAs === undefined ? filter : { segment: savedAs };
  return (
    <Menu
      align="end"
      trigger={
        <Button size="s" icon={ScanSearch}>
          Use it
        </Button>
      }
      items={[
        ...VIEWS.map(({ view, label, icon }) => ({
          label,
          icon,
          onSelect: () => {
            openWithin(view, asked);
          },
        })),
        { type: 'separator' as const },
        {
          label: savedAs === undefined ? 'List these people (save it first)' : 'List these people',
          icon: UsersRound,
          disabled: savedAs === undefined,
          onSelect: () => {
            navigate('people', { where: JSON.stringify(asked) });
          },
        },
      ]}
    />
  );
}
