/** The SQL editor's extensions: language, completion, the mark of an error, keys and looks. Colours are the window's own. */
import {
  acceptCompletion,
  autocompletion,
  closeCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { sql } from '@codemirror/lang-sql';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { type Extension, Prec, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, keymap, placeholder } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { basicSetup } from 'codemirror';
import { PUBLIC_VIEWS } from '../../../shared/model/public-views';
import { cspNonce } from '../../ui/csp-nonce';
import { type Catalog, offersAt } from './completion';
import { duckdb } from './dialect';

/** Marks the word at a place in the text; undefined takes the mark away. */
export const markProblem = StateEffect.define<number | undefined>();

const problemMark = Decoration.mark({ class: 'cm-problem' });

const problemField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (marks, { effects, state, docChanged }) => {
    let next = docChanged ? Decoration.none : marks;
    for (const effect of effects) {
      if (effect.is(markProblem)) next = markAt(state.doc.toString(), effect.value);
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function markAt(text: string, at: number | undefined): DecorationSet {
  if (at === undefined || text === '') return Decoration.none;
  const from = Math.min(at, text.length - 1);
  const word = /^[\w$.]+/.exec(text.slice(from))?.[0].length ?? 1;
  return Decoration.set([problemMark.range(from, Math.min(text.length, from + word))]);
}

const SCHEMA = Object.fromEntries(
  PUBLIC_VIEWS.map(({ name, columns }) => [
    name,
    columns.map((column) => ({ label: column.name, detail: column.type, info: column.about, type: 'property' })),
  ]),
);

const looks = EditorView.theme({
  '&': { height: '100%', fontSize: '13px', backgroundColor: 'transparent', color: 'var(--ink)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '21px' },
  '.cm-content': { padding: '10px 0', caretColor: 'var(--accent-ink)' },
  '.cm-line': { padding: '0 14px 0 8px' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--ink-3)', border: 'none', paddingLeft: '6px' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--hover)' },
  '.cm-cursor': { borderLeftColor: 'var(--accent-ink)', borderLeftWidth: '2px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--accent-soft)',
  },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--accent-soft)', outline: 'none' },
  '.cm-selectionMatch': { backgroundColor: 'var(--press)' },
  '.cm-placeholder': { color: 'var(--ink-3)' },
  '.cm-problem': {
    backgroundColor: 'var(--bad-soft)',
    textDecoration: 'underline wavy var(--bad)',
    textUnderlineOffset: '3px',
  },
  '.cm-tooltip': {
    border: 'none',
    borderRadius: 'var(--r-l)',
    backgroundColor: 'var(--raised)',
    boxShadow: 'var(--shadow-2)',
    overflow: 'hidden',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', fontSize: '12px', maxHeight: '264px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 10px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--accent-soft)',
    color: 'var(--ink)',
  },
  '.cm-completionDetail': { color: 'var(--ink-3)', fontStyle: 'normal', marginLeft: '12px' },
  '.cm-completionInfo': { padding: '6px 10px', color: 'var(--ink-2)', fontSize: '12px' },
  '.cm-completionMatchedText': { textDecoration: 'none', color: 'var(--accent-ink)', fontWeight: '600' },
  '.cm-panels': { backgroundColor: 'var(--sunken)', color: 'var(--ink)' },
});

const words = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: 'var(--accent-ink)', fontWeight: '550' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--good)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--cat-5)' },
  { tag: [tags.lineComment, tags.blockComment], color: 'var(--ink-3)', fontStyle: 'italic' },
  { tag: [tags.typeName, tags.standard(tags.name)], color: 'var(--cat-6)' },
]);

export interface EditorParts {
  readonly label: string;
  readonly run: () => void;
  readonly changed: (text: string) => void;
  /** Read at each completion. */
  readonly catalog: () => Catalog;
}

export function editorExtensions({ label, run, changed, catalog }: EditorParts): Extension {
  const nonce = cspNonce();
  const language = sql({ dialect: duckdb, schema: SCHEMA, upperCaseKeywords: true });
  return [
    nonce === undefined ? [] : EditorView.cspNonce.of(nonce),
    Prec.highest(
      keymap.of([
        {
          key: 'Mod-Enter',
          run: (view) => {
            closeCompletion(view);
            run();
            return true;
          },
        },
        { key: 'Tab', run: acceptCompletion },
      ]),
    ),
    basicSetup,
    language,
    autocompletion({ icons: false }),
    duckdb.language.data.of({ autocomplete: (context: CompletionContext) => offer(context, catalog()) }),
    problemField,
    looks,
    Prec.high(syntaxHighlighting(words)),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label }),
    placeholder('SELECT …'),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) changed(update.state.doc.toString());
    }),
  ];
}

function offer(context: CompletionContext, catalog: Catalog): CompletionResult | null {
  const offers = offersAt(context.state.sliceDoc(0, context.pos), catalog);
  if (offers === undefined) return null;
  const { from, closing = '' } = offers;
  const options = offers.options.map((option): Completion => ({
    ...option,
    apply: (view, _completion, start, end) => {
      const text = `${option.apply ?? option.label}${closing}`;
      const isClosed = closing !== '' && view.state.sliceDoc(end, end + closing.length) === closing;
      view.dispatch({
        changes: { from: start, to: end + (isClosed ? closing.length : 0), insert: text },
        selection: { anchor: start + text.length },
        userEvent: 'input.complete',
      });
    },
  }));
  return { from, options, validFor: /^[^'\n]*$/ };
}
