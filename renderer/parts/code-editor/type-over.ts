/**
 * Typing over a selection, done by the editor. Left to the browser, the new text is given the style of what it replaces
 * (the colour and weight of a keyword, say) as an inline style, which the page's policy refuses, loudly.
 */
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';

export function typeOver(): Extension {
  return EditorView.domEventHandlers({
    beforeinput: (event, view) => {
      const { main } = view.state.selection;
      const isPlain = event.inputType === 'insertText' && event.data !== null && !event.isComposing;
      if (!isPlain || main.empty || view.state.readOnly) return false;
      const text = event.data;
      const insert = () =>
        view.state.update(view.state.replaceSelection(text), { userEvent: 'input.type', scrollIntoView: true });
      // What else answers to typing, such as a quote put around what is selected, comes first.
      const isHandled = view.state
        .facet(EditorView.inputHandler)
        .some((handle) => handle(view, main.from, main.to, text, insert));
      if (!isHandled) view.dispatch(insert());
      return true;
    },
  });
}
