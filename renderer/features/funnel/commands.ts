/** What the palette and the keys can do to the funnel on screen. */
import { canonicalJson } from '../../../shared/base/canonical-json';
import { funnelSpecSchema, type FunnelSpec } from '../../../shared/insights/funnel/spec';
import { recordSpec, trackOf } from '../../parts/spec-history';
import { showSpec, stepView } from '../../parts/use-spec';
import { useNavigation } from '../../state/navigation';
import type { FeatureCommand } from '../feature';
import { addStep, reverseSteps } from './edit-spec';

const KIND = 'funnel';
const isHere = (): boolean => useNavigation.getState().view === KIND;

function present(): FunnelSpec | undefined {
  const text = trackOf(KIND).present;
  return text === undefined ? undefined : funnelSpecSchema.parse(JSON.parse(text));
}

function change(edit: (spec: FunnelSpec) => FunnelSpec): void {
  const spec = present();
  if (spec === undefined) return;
  const json = canonicalJson(edit(spec));
  recordSpec(KIND, json);
  showSpec(KIND, json);
}

export const funnelCommands: readonly FeatureCommand[] = [
  {
    id: 'funnel.undo',
    label: 'Funnel: undo the last change',
    shortcut: 'Mod+Z',
    enabled: () => isHere() && trackOf(KIND).past.length > 0,
    run: () => {
      stepView(KIND, 'undo');
    },
    undo: 'none',
  },
  {
    id: 'funnel.redo',
    label: 'Funnel: redo',
    shortcut: 'Mod+Shift+Z',
    enabled: () => isHere() && trackOf(KIND).future.length > 0,
    run: () => {
      stepView(KIND, 'redo');
    },
    undo: 'none',
  },
  {
    id: 'funnel.addStep',
    label: 'Funnel: add a step',
    enabled: () => isHere() && (present()?.steps.length ?? 20) < 20,
    run: () => {
      change((spec) => addStep(spec, { event: '*' }));
    },
    undo: 'recorded',
  },
  {
    id: 'funnel.reverse',
    label: 'Funnel: reverse the steps',
    enabled: () => isHere() && present() !== undefined,
    run: () => {
      change(reverseSteps);
    },
    undo: 'recorded',
  },
];
