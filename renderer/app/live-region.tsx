/** Speaks what changes by itself: where one has come to, and how the collector fares. */
import { latest } from '../data/use-query';
import { useHostInfo } from '../data/workspace';
import { useNavigation } from '../state/navigation';
import { FEATURES } from './features';

export function LiveRegion() {
  const view = useNavigation((state) => state.view);
  const host = latest(useHostInfo());
  const title = FEATURES.find((feature) => feature.id === view)?.title ?? '';
  return (
    <div role="status" className="visually-hidden">
      {title}
      {host?.collectorProblem !== undefined && `. ${host.collectorProblem}`}
      {host?.collectorTrouble !== undefined && `. ${host.collectorTrouble}`}
    </div>
  );
}
