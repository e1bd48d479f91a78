/** The SQL editor's extensions: language, completion, the mark of an error, keys and looks. Colours are the window's own. */
import {
  acceptCompletion,
  autocompletion,
  closeCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  selectedCompletion,
} from '@codemirror/autocomplete';
import { sql } from '@codemirror/lang-sql';
import { type Extension, Prec, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, keymap, placeholder } from '@codemirror/view';
import { basicSetup } from 'codemirror';
import { PUBLIC_VIEWS } from '../../../shared/model/public-views';
import { editorLooks } from '../../parts/code-editor/looks';
import { typeOver } from '../../parts/code-editor/type-over';
import { type Catalog, endsLine, offersAt } from './completion';
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

export interface EditorParts {
  readonly label: string;
  readonly run: () => void;
  readonly changed: (text: string) => void;
  /** Read at each completion. */
  readonly catalog: () => Catalog;
}

export function editorExtensions({ label, run, changed, catalog }: EditorParts): Extension {
  // Columns are typed before FROM says of what: those of events are at hand then, too.
  const language = sql({ dialect: duckdb, schema: SCHEMA, defaultTable: 'events', upperCaseKeywords: true });
  return [
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
        {
          key: 'Enter',
          run: (view) => {
            const before = view.state.sliceDoc(0, view.state.selection.main.head);
            if (endsLine(before, selectedCompletion(view.state)?.label)) closeCompletion(view);
            return false;
          },
        },
      ]),
    ),
    basicSetup,
    language,
    autocompletion({ icons: false }),
    duckdb.language.data.of({ autocomplete: (context: CompletionContext) => offer(context, catalog()) }),
    problemField,
    editorLooks(),
    typeOver(),
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
