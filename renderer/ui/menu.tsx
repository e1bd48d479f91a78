/** Actions that drop down from a button. */
import type { LucideIcon } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import { useRef, type ReactNode } from 'react';
import { cx } from './cx';
import { Keys } from './kbd';
import css from './menu.module.css';

export type MenuItem =
  | {
      readonly type?: 'action';
      readonly label: string;
      readonly icon?: LucideIcon;
      readonly shortcut?: string;
      readonly disabled?: boolean;
      readonly danger?: boolean;
      /** What it does takes the focus, so it is not given back to the button. */
      readonly movesFocus?: boolean;
      readonly onSelect: () => void;
    }
  | { readonly type: 'check'; readonly label: string; readonly checked: boolean; readonly onSelect: () => void }
  | { readonly type: 'separator' }
  | { readonly type: 'heading'; readonly label: string };

export interface MenuProps {
  /** One button. */
  readonly trigger: ReactNode;
  readonly items: readonly MenuItem[];
  readonly align?: 'start' | 'end';
  /** For menus that open otherwise too, such as by the pointer's second button. */
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
}

export function Menu({ trigger, items, align = 'start', open, onOpenChange }: MenuProps) {
  const focusMoved = useRef(false);
  return (
    <Radix.Root
      modal={false}
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
    >
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          className={css['content']}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            if (focusMoved.current) event.preventDefault();
            focusMoved.current = false;
          }}
        >
          {items.map((item, index) => (
            <Entry
              key={item.type === 'separator' ? index : item.label}
              item={item}
              onFocusMoved={() => {
                focusMoved.current = true;
              }}
            />
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Entry({ item, onFocusMoved }: { readonly item: MenuItem; readonly onFocusMoved: () => void }) {
  if (item.type === 'separator') return <Radix.Separator className={css['separator']} />;
  if (item.type === 'heading') return <Radix.Label className={css['heading']}>{item.label}</Radix.Label>;
  if (item.type === 'check') {
    return (
      <Radix.CheckboxItem className={css['item']} checked={item.checked} onSelect={item.onSelect}>
        <span className={css['mark']}>{item.checked ? '✓' : ''}</span>
        {item.label}
      </Radix.CheckboxItem>
    );
  }
  const Icon = item.icon;
  return (
    <Radix.Item
      className={cx(css['item'], item.danger === true && css['danger'])}
      disabled={item.disabled ?? false}
      onSelect={() => {
        if (item.movesFocus === true) onFocusMoved();
        item.onSelect();
      }}
    >
      {Icon && <Icon aria-hidden size={15} strokeWidth={1.8} className={css['icon']} />}
      <span className={css['label']}>{item.label}</span>
      {item.shortcut !== undefined && <Keys combo={item.shortcut} />}
    </Radix.Item>
  );
}
