/** `Menu` as data: a click runs the item's own function, as a person's click would. */
interface Template {
  readonly id?: string;
  readonly label?: string;
  readonly role?: string;
  readonly type?: string;
  readonly submenu?: readonly Template[];
  readonly click?: () => void;
}

class MenuItem {
  readonly id: string | undefined;
  readonly label: string;
  readonly role: string | undefined;
  readonly submenu: Menu | undefined;
  readonly #click: (() => void) | undefined;
  constructor({ id, label, role, submenu, click }: Template) {
    this.id = id;
    this.label = label ?? role ?? '';
    this.role = role;
    this.submenu = submenu && new Menu(submenu);
    this.#click = click;
  }
  click(): void {
    this.#click?.();
  }
}

export class Menu {
  static #application: Menu | undefined;
  readonly items: readonly MenuItem[];
  constructor(template: readonly Template[] = []) {
    this.items = template.map((item) => new MenuItem(item));
  }
  static buildFromTemplate(template: readonly Template[]): Menu {
    return new Menu(template);
  }
  static setApplicationMenu(menu: Menu | undefined): void {
    Menu.#application = menu;
  }
  static getApplicationMenu(): Menu | undefined {
    return Menu.#application;
  }
  getMenuItemById(id: string): MenuItem | undefined {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}
