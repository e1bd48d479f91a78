/** Changes the workspace's settings, tells so with a way back, and asks for everything on screen again. */
import type { WorkspaceSettings } from '../../shared/model/settings';
import { call } from '../data/client';
import { coordinator } from '../data/runtime';
import { toast } from '../ui/toast-store';

async function store(settings: WorkspaceSettings): Promise<boolean> {
  const answer = await call('settings.set', { settings });
  if (answer.ok) {
    coordinator.invalidate();
    return true;
  }
  if (answer.error.code !== 'cancelled')
    toast({ tone: 'bad', title: 'The settings could not be stored', text: answer.error.message });
  return false;
}

/** `change` gets the settings as they are stored now. Answers whether the new ones are stored. */
export async function changeSettings(
  change: (settings: WorkspaceSettings) => WorkspaceSettings,
  done: string,
): Promise<boolean> {
  const before = await call('settings.get', {});
  if (!before.ok) {
    if (before.error.code !== 'cancelled')
      toast({ tone: 'bad', title: 'The settings could not be read', text: before.error.message });
    return false;
  }
  const stored = await store(change(before.value));
  if (stored) {
    toast({
      tone: 'good',
      title: done,
      action: {
        label: 'Undo',
        run: () => void store(before.value),
      },
    });
  }
  return stored;
}
