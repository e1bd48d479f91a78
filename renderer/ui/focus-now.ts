/** A ref that takes focus when its element appears, for fields that somebody just asked for. */
export const focusNow = (element: HTMLElement | null): void => {
  element?.focus();
};
