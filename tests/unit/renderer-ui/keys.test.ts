import { describe, expect, it } from 'vitest';
import { isCombo, type KeyPress } from '../../../renderer/app/keys';
import { keyNames } from '../../../renderer/ui/kbd';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

describe('isCombo', () => {
  it('takes Ctrl for Mod, and ⌘ on macOS', () => {
    expect(isCombo(press('k', { ctrlKey: true }), 'Mod+K', false)).toBe(true);
    expect(isCombo(press('k', { metaKey: true }), 'Mod+K', true)).toBe(true);
    expect(isCombo(press('k', { ctrlKey: true }), 'Mod+K', true)).toBe(false);
    expect(isCombo(press('k', { metaKey: true }), 'Mod+K', false)).toBe(false);
  });

  it('tells undo from redo', () => {
    const redo = press('Z', { ctrlKey: true, shiftKey: true });
    expect(isCombo(redo, 'Mod+Z', false)).toBe(false);
    expect(isCombo(redo, 'Mod+Shift+Z', false)).toBe(true);
  });

  it('does not ask how a sign is typed', () => {
    expect(isCombo(press('?', { shiftKey: true }), '?', false)).toBe(true);
    expect(isCombo(press('?'), '?', false)).toBe(true);
    expect(isCombo(press('?', { altKey: true }), '?', false)).toBe(false);
  });
});

it('writes keys as they stand on the keyboard', () => {
  expect(keyNames('Mod+Shift+Z', true)).toEqual(['⌘', '⇧', 'Z']);
  expect(keyNames('Mod+Shift+Z', false)).toEqual(['Ctrl', 'Shift', 'Z']);
  expect(keyNames('g f', false)).toEqual(['G', 'F']);
});
