import { beforeEach, describe, expect, it, vi } from 'vitest';

const fresh = async () => {
  vi.resetModules();
  return import('../../../renderer/ui/event-color');
};
let colors: Awaited<ReturnType<typeof fresh>>;
beforeEach(async () => {
  colors = await fresh();
});

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `event ${index}`);

describe('event colours', () => {
  it('are the same for a name in every page that knows nothing else', async () => {
    const before = names(40).map(colors.eventColor);
    colors = await fresh();
    expect(names(40).map(colors.eventColor)).toEqual(before);
  });

  it('keep the two events of every product where they are', () => {
    colors.assignEventColors(['$identify', ...names(5), '$pageview']);
    expect(colors.eventColor('$pageview')).toBe('var(--cat-1)');
    expect(colors.eventColor('$identify')).toBe('var(--cat-5)');
  });

  it('differ for the first dozen, then for the first two dozen', () => {
    const all = ['$pageview', '$identify', ...names(22)];
    colors.assignEventColors(all);
    const slots = all.map(colors.eventColorSlot);
    expect(new Set(slots).size).toBe(24);
    expect(Math.max(...slots.slice(0, 12))).toBe(12);
    expect(Math.max(...slots)).toBe(24);
  });

  it('stay with a name when more names become known, and say when they changed', () => {
    const heard = vi.fn();
    colors.eventColors.subscribe(heard);
    colors.assignEventColors(names(20));
    const before = names(20).map(colors.eventColor);
    expect(heard).toHaveBeenCalledTimes(1);
    colors.assignEventColors(['new one', ...names(20)]);
    expect(names(20).map(colors.eventColor)).toEqual(before);
    colors.assignEventColors(names(20));
    expect(colors.eventColors.version()).toBeLessThanOrEqual(2);
  });

  it('go round for series that are not events', () => {
    expect(colors.categoryColor(0)).toBe('var(--cat-1)');
    expect(colors.categoryColor(24)).toBe('var(--cat-1)');
  });
});
