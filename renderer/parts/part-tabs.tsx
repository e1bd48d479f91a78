/** Switches between what insights refer to by name: segments of people, and actions made of events. */
import { navigate } from '../state/navigation';
import { Segmented } from '../ui/segmented';

const PARTS = [
  { value: 'segments', label: 'Segments' },
  { value: 'actions', label: 'Actions' },
] as const;

export function PartTabs({ current }: { readonly current: 'segments' | 'actions' }) {
  return (
    <Segmented
      label="What is kept by name"
      size="s"
      value={current}
      options={PARTS}
      onChange={(view) => {
        navigate(view);
      }}
    />
  );
}
