// Runs before the first paint, so that a chosen theme never flashes the other one. renderer/state/theme.ts writes the key.
try {
  const theme = localStorage.getItem('waymark.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is refused in some private windows: the system's theme holds.
}
