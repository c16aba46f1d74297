// What the page marks in the text: the statement that runs, and the place of an error.
//
//   { kind: "now", from, to }                          the statement at the cursor of time
//   { kind: "wrong", from, to, message, hint, code,    an error: wavy from..to, and one line under
//     fix, fixBefore, fixAfter }                       the line it is in
//
// A mark moves with the text. An error goes once its own line is edited: what it said may no
// longer be true.

import { RangeSet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, GutterMarker, WidgetType, gutterLineClass } from "@codemirror/view";

const replaceMarks = StateEffect.define();

// Replaces all marks of a view.
export function showMarks(view, list) {
  const length = view.state.doc.length;
  const inside = list.filter((mark) => mark.from <= mark.to && mark.to <= length);
  view.dispatch({ effects: replaceMarks.of(inside) });
}

const nowLine = Decoration.line({ class: "cm-now" });

const nowNumber = new (class extends GutterMarker {
  elementClass = "cm-now-number";
})();

// One line under a statement: what is wrong, what may help, the code.
class Message extends WidgetType {
  constructor(mark) {
    super();
    this.mark = mark;
  }

  eq(other) {
    return JSON.stringify(other.mark) === JSON.stringify(this.mark);
  }

  toDOM(view) {
    const { message, hint, fix, fixBefore, fixAfter, code } = this.mark;
    const place = element("div", "cm-wrong-place");
    const line = element("div", "cm-wrong-line");
    line.setAttribute("role", "alert");
    line.append(message, " ");
    if (fix) line.append(fixBefore, this.#fixButton(view), fixAfter, " ");
    else if (hint) line.append(hint, " ");
    line.append(element("span", "cm-wrong-code", code));
    place.append(line);
    return place;
  }

  ignoreEvent() {
    return true;
  }

  #fixButton(view) {
    const button = element("button", "", this.mark.fix);
    button.type = "button";
    button.addEventListener("click", () => {
      const found = view.state.field(marks).list.find((mark) => mark.code === this.mark.code);
      if (!found) return;
      const changes = { from: found.from, to: found.to, insert: this.mark.fix };
      view.dispatch({ changes, userEvent: "input" });
      view.focus();
    });
    return button;
  }
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

// { list, decorations, numbers }: the marks as told, and how they are drawn.
export const marks = StateField.define({
  create: () => ({ list: [], decorations: Decoration.none, numbers: RangeSet.empty }),
  update(value, transaction) {
    const told = transaction.effects.find((effect) => effect.is(replaceMarks));
    if (told) return drawn(told.value, transaction.state);
    if (!transaction.docChanged) return value;
    const kept = value.list
      .filter((mark) => mark.kind !== "wrong" || !touches(transaction, mark))
      .map((mark) => moved(mark, transaction.changes));
    return drawn(kept, transaction.state);
  },
  provide: (field) => [
    EditorView.decorations.from(field, (value) => value.decorations),
    gutterLineClass.from(field, (value) => value.numbers),
  ],
});

function touches(transaction, mark) {
  const line = transaction.startState.doc.lineAt(mark.from);
  return Boolean(transaction.changes.touchesRange(line.from, line.to));
}

function moved(mark, changes) {
  return { ...mark, from: changes.mapPos(mark.from, 1), to: changes.mapPos(mark.to, -1) };
}

function drawn(list, state) {
  const ranges = list.flatMap((mark) =>
    mark.kind === "now" ? nowLines(mark, state) : wrongMarks(mark, state),
  );
  const running = list.filter((mark) => mark.kind === "now");
  const numbers = running.flatMap((mark) => linesOf(mark, state).map((at) => nowNumber.range(at)));
  const decorations = Decoration.set(ranges, true);
  return { list, decorations, numbers: RangeSet.of(numbers, true) };
}

// Where the lines of a mark begin.
function linesOf(mark, state) {
  const starts = [];
  const last = state.doc.lineAt(mark.to).number;
  for (let number = state.doc.lineAt(mark.from).number; number <= last; number += 1) {
    starts.push(state.doc.line(number).from);
  }
  return starts;
}

function nowLines(mark, state) {
  return linesOf(mark, state).map((at) => nowLine.range(at));
}

function wrongMarks(mark, state) {
  const ranges = [];
  if (mark.to > mark.from) {
    ranges.push(Decoration.mark({ class: "cm-wrong" }).range(mark.from, mark.to));
  }
  const widget = new Message(mark);
  const line = state.doc.lineAt(mark.to);
  ranges.push(Decoration.widget({ widget, block: true, side: 1 }).range(line.to));
  return ranges;
}
