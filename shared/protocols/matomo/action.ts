/** What a tracking request of Matomo's reports: it says so by which parameters it has. */
import type { EventKind } from '../../model/event';
import type { Json } from '../../model/json';
import { known } from '../page-address';
import { readText } from '../reading';

export interface Action {
  readonly event: string;
  readonly kind: EventKind;
  readonly properties: Readonly<Record<string, Json>>;
  /** Parameters that the name or the properties say already. */
  readonly said: ReadonlySet<string>;
}

type Params = Readonly<Record<string, string>>;

const action = (
  event: string,
  kind: EventKind,
  said: readonly string[],
  properties: Readonly<Record<string, Json | undefined>> = {},
): Action => ({ event, kind, properties: known(properties), said: new Set(said) });

/** A number where it is one, else the text as it is. */
function amount(text: string | undefined): Json | undefined {
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}

/** An event is called by its action; what is no more than a page with an address is a page view. */
export function actionOf(params: Params): Action {
  const name = readText(params['e_a']);
  const category = readText(params['e_c']);
  if (name !== undefined || category !== undefined) {
    return action(name ?? category ?? '', 'custom', ['e_c', 'e_a', 'e_n', 'e_v', 'ca'], {
      category,
      label: params['e_n'],
      value: amount(params['e_v']),
    });
  }
  if (params['ping'] === '1') return action('ping', 'ping', ['ping']);
  if (readText(params['idgoal']) !== undefined) return goal(params);
  if (readText(params['link']) !== undefined)
    return action('outlink', 'click', ['link'], { target_url: params['link'] });
  if (readText(params['download']) !== undefined) {
    return action('download', 'click', ['download'], { target_url: params['download'] });
  }
  if (params['search'] !== undefined) {
    return action('search', 'custom', ['search', 'search_cat', 'search_count'], {
      search_term: params['search'],
      search_category: params['search_cat'],
      search_count: amount(params['search_count']),
    });
  }
  if (readText(params['c_n']) !== undefined) return content(params);
  if (readText(params['ma_id']) !== undefined) return action('media', 'media', []);
  if (readText(params['cra']) !== undefined) {
    return action('crash', 'error', ['cra', 'cra_tp'], { message: params['cra'], type: params['cra_tp'] });
  }
  return params['ca'] === '1' ? action('action', 'custom', ['ca']) : action('pageview', 'page', []);
}

/** Goal 0 is the shop: an order where it has an id, else the cart as it is now. */
function goal(params: Params): Action {
  const id = readText(params['idgoal']) ?? '';
  const money = {
    $revenue: amount(params['revenue']),
    order_id: params['ec_id'],
    subtotal: amount(params['ec_st']),
    tax: amount(params['ec_tx']),
    shipping: amount(params['ec_sh']),
    discount: amount(params['ec_dt']),
  };
  const said = ['idgoal', 'revenue', 'ec_id', 'ec_st', 'ec_tx', 'ec_sh', 'ec_dt'];
  if (id !== '0') return action(`goal ${id}`, 'custom', said, { ...money, goal_id: id });
  return action(readText(params['ec_id']) === undefined ? 'cart' : 'order', 'custom', said, money);
}

function content(params: Params): Action {
  const interaction = readText(params['c_i']);
  const properties = {
    content_name: params['c_n'],
    content_piece: params['c_p'],
    content_target: params['c_t'],
    interaction,
  };
  const said = ['c_n', 'c_p', 'c_t', 'c_i'];
  // Being shown is nothing that the visitor did.
  return interaction === undefined
    ? action('content impression', 'ping', said, properties)
    : action('content interaction', 'click', said, properties);
}
