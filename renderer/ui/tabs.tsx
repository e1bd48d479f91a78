/** Panels of which one is shown. */
import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import css from './tabs.module.css';

export interface TabDefinition {
  readonly id: string;
  readonly label: string;
  /** After the label, such as a count. */
  readonly badge?: ReactNode;
  readonly content: ReactNode;
}

export interface TabsProps {
  readonly label: string;
  readonly tabs: readonly TabDefinition[];
  readonly value: string;
  readonly onChange: (id: string) => void;
}

export function Tabs({ label, tabs, value, onChange }: TabsProps) {
  return (
    <Radix.Root value={value} onValueChange={onChange} className={css['root']}>
      <Radix.List aria-label={label} className={css['list']}>
        {tabs.map((tab) => (
          <Radix.Trigger key={tab.id} value={tab.id} className={css['tab']}>
            {tab.label}
            {tab.badge}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.id} value={tab.id} className={css['panel']}>
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
