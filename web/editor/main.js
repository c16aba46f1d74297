// The SQL editor: a custom element around CodeMirror 6.
//
//   page                                   <glassbox-editor>
//   value, schema, marks, insert()  --->   | shadow root: CodeMirror |
//   "sql-edit", "sql-select",       <---   events that bubble
//   "sql-run"
//
// The editor stands in a shadow root, because there its style goes through adoptedStyleSheets,
// which the page's Content-Security-Policy allows; elsewhere it would need an inline <style>.
// The element's own text is the first document, so that it is on screen before this script is.
//
// Invariants:
// 1. Offsets are UTF-16 units, as JavaScript's; the page converts.
// 2. Every word on screen comes from the page: this folder holds no interface text.
//
// Left out: search and folding. A script of this size is found by eye.
// Source: CodeMirror 6 System Guide and Reference Manual.

import { closeBrackets, closeBracketsKeymap, acceptCompletion } from "@codemirror/autocomplete";
import { autocompletion, closeCompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
import { bracketMatching, indentUnit } from "@codemirror/language";
import { Compartment, EditorState, Prec } from "@codemirror/state";
import { EditorView, drawSelection, keymap, lineNumbers } from "@codemirror/view";
import { language } from "./language.js";
import { marks, showMarks } from "./marks.js";
import { theme } from "./theme.js";

class GlassboxEditor extends HTMLElement {
  #view = null;
  #language = new Compartment();
  #name = new Compartment();

  constructor() {
    super();
    const text = this.textContent.replace(/^\n|\n\s*$/g, "");
    const root = this.attachShadow({ mode: "open" });
    this.#view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({ doc: text, extensions: this.#extensions() }),
    });
  }

  static observedAttributes = ["label"];

  attributeChangedCallback() {
    this.#view.dispatch({ effects: this.#name.reconfigure(this.#label()) });
  }

  get value() {
    return this.#view.state.doc.toString();
  }

  set value(text) {
    const whole = { from: 0, to: this.#view.state.doc.length, insert: text };
    this.#view.dispatch({ changes: whole, selection: { anchor: 0 } });
  }

  // The chosen text as [from, to]; equal where nothing is chosen.
  get selection() {
    const { from, to } = this.#view.state.selection.main;
    return [from, to];
  }

  // What completion knows: { table: [column, ...] }.
  set schema(tables) {
    this.#view.dispatch({ effects: this.#language.reconfigure(language(tables)) });
  }

  // What is marked: see marks.js.
  set marks(list) {
    showMarks(this.#view, list);
  }

  // Puts text at the cursor's place, over what is chosen.
  insert(text) {
    this.#view.dispatch(this.#view.state.replaceSelection(text), { userEvent: "input" });
    this.#view.focus();
  }

  focus() {
    this.#view.focus();
  }

  #label() {
    return EditorView.contentAttributes.of({ "aria-label": this.getAttribute("label") ?? "SQL" });
  }

  #tell(name) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true }));
    return true;
  }

  #extensions() {
    const runAll = (view) => {
      closeCompletion(view);
      return this.#tell("sql-run");
    };
    const run = { key: "Mod-Enter", run: runAll, preventDefault: true };
    // It closes what is offered and goes on to the editor's own Escape: one is enough to leave.
    const leave = { key: "Escape", run: (view) => closeCompletion(view) && false };
    const indent = { key: "Tab", run: indentMore, shift: indentLess };
    return [
      Prec.highest(keymap.of([run, leave, { key: "Tab", run: acceptCompletion }])),
      lineNumbers(),
      history(),
      drawSelection(),
      bracketMatching(),
      closeBrackets(),
      autocompletion({ icons: false, maxRenderedOptions: 60 }),
      indentUnit.of("  "),
      EditorState.tabSize.of(2),
      EditorView.lineWrapping,
      keymap.of([
        indent,
        ...closeBracketsKeymap,
        ...completionKeymap,
        ...historyKeymap,
        ...defaultKeymap,
      ]),
      this.#language.of(language({})),
      this.#name.of(this.#label()),
      marks,
      theme,
      EditorView.updateListener.of((update) => {
        if (update.docChanged) this.#tell("sql-edit");
        if (update.selectionSet || update.docChanged) this.#tell("sql-select");
      }),
    ];
  }
}

if (!customElements.get("glassbox-editor")) {
  customElements.define("glassbox-editor", GlassboxEditor);
}
