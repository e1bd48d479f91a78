/** Keys as keycaps. `Mod` is ⌘ on macOS and Ctrl elsewhere. */
import css from './kbd.module.css';

const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.userAgent);

/** `Mod+Shift+Z` → what stands on the keys here. */
export function keyNames(combo: string, mac: boolean): readonly string[] {
  const names: Record<string, string> = mac
    ? { Mod: '⌘', Shift: '⇧', Alt: '⌥', Enter: '↵', Escape: 'esc' }
    : { Mod: 'Ctrl', Enter: '↵', Escape: 'Esc' };
  return combo.split(/[+ ]/).map((key) => names[key] ?? (key.length === 1 ? key.toUpperCase() : key));
}

export function Kbd({ children }: { readonly children: string }) {
  return <kbd className={css['key']}>{children}</kbd>;
}

/** A whole combination, such as `Mod+K`, or a sequence with spaces, such as `g f`. */
export function Keys({ combo }: { readonly combo: string }) {
  return (
    <span className={css['combo']}>
      {keyNames(combo, isMac()).map((name) => (
        <Kbd key={name}>{name}</Kbd>
      ))}
    </span>
  );
}
