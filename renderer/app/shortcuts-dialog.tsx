/** All keys at a glance. */
import type { FeatureCommand } from '../features/feature';
import { Dialog } from '../ui/dialog';
import { Keys } from '../ui/kbd';
import css from './app.module.css';
import { FEATURES } from './features';
import { GO_TO } from './keys';
import { useShell } from './shell-state';

export function ShortcutsDialog({ commands }: { readonly commands: readonly FeatureCommand[] }) {
  const open = useShell((state) => state.shortcutsOpen);
  const setOpen = useShell((state) => state.setShortcutsOpen);
  return (
    <Dialog open={open} onOpenChange={setOpen} title="Keyboard shortcuts" width={460}>
      <div className={css['shortcuts']}>
        <h3>Go to</h3>
        {Object.entries(GO_TO).map(([key, view]) => (
          <Row key={key} label={FEATURES.find((feature) => feature.id === view)?.title ?? view} combo={`g ${key}`} />
        ))}
        <h3>Commands</h3>
        {commands.map(
          ({ id, label, shortcut }) => shortcut !== undefined && <Row key={id} label={label} combo={shortcut} />,
        )}
        <h3>In lists and charts</h3>
        <Row label="Move" combo="↑ ↓ ← →" />
        <Row label="Open what is marked" combo="Enter" />
        <Row label="Close the panel" combo="Escape" />
        <h3>On a timeline</h3>
        <Row label="Zoom" combo="W S" />
        <Row label="Pan" combo="A D" />
        <Row label="Event before, after" combo=", ." />
        <Row label="Look closer, see all" combo="F 0" />
        <Row label="Begin, end a range" combo="[ ]" />
        <Row label="Pick an event for a funnel" combo="P" />
      </div>
    </Dialog>
  );
}

function Row({ label, combo }: { readonly label: string; readonly combo: string }) {
  return (
    <>
      <span>{label}</span>
      <span className={css['keys']}>
        <Keys combo={combo} />
      </span>
    </>
  );
}
