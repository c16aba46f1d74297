// The editor's look, from the page's tokens: custom properties reach into a shadow root.

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.typeName], color: "var(--code-keyword)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number)" },
  { tag: tags.comment, color: "var(--code-comment)" },
  { tag: [tags.name, tags.standard(tags.name)], color: "var(--code-name)" },
]);

const look = EditorView.theme({
  "&": {
    height: "100%",
    color: "var(--ink-1)",
    fontSize: "var(--text-sm)",
    backgroundColor: "transparent",
  },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": {
    fontFamily: "var(--font-mono)",
    fontVariantLigatures: "none",
    lineHeight: "22px",
    overscrollBehavior: "contain",
  },
  ".cm-content": { padding: "8px 0", caretColor: "var(--accent)" },
  ".cm-line": { padding: "0 12px 0 10px" },
  ".cm-gutters": {
    color: "var(--ink-3)",
    backgroundColor: "var(--surface-0)",
    border: "none",
    fontSize: "var(--text-xs)",
  },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "34px", padding: "0 6px 0 4px" },
  ".cm-cursor": { borderLeft: "2px solid var(--accent)", marginLeft: "-1px" },
  ".cm-selectionBackground": { background: "var(--surface-4)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    background: "color-mix(in oklab, var(--accent) 26%, transparent)",
  },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "var(--surface-4)",
    outline: "none",
  },
  "&.cm-focused .cm-nonmatchingBracket": { color: "var(--pic-wrong-ink)", backgroundColor: "transparent" },

  ".cm-now": { backgroundColor: "var(--surface-3)" },
  ".cm-gutterElement.cm-now-number": {
    backgroundColor: "var(--surface-3)",
    boxShadow: "inset 2px 0 0 var(--accent)",
  },
  ".cm-wrong": {
    textDecoration: "underline wavy var(--pic-wrong) 1.5px",
    textUnderlineOffset: "3px",
    textDecorationSkipInk: "none",
  },
  ".cm-wrong-place": { padding: "2px 12px 4px 8px" },
  ".cm-wrong-line": {
    padding: "4px 8px",
    font: "var(--text-xs)/1.5 var(--font-ui)",
    color: "var(--ink-1)",
    background: "var(--pic-wrong-tint)",
    borderLeft: "2px solid var(--pic-wrong)",
    whiteSpace: "normal",
    cursor: "default",
  },
  ".cm-wrong-line button": {
    padding: 0,
    font: "inherit",
    color: "inherit",
    background: "none",
    border: 0,
    textDecoration: "underline",
    textUnderlineOffset: "2px",
    cursor: "pointer",
  },
  ".cm-wrong-code": { color: "var(--ink-2)", fontFamily: "var(--font-mono)" },

  ".cm-tooltip": {
    color: "var(--ink-1)",
    background: "var(--surface-2)",
    border: "1px solid var(--line-2)",
    borderRadius: "var(--radius-1)",
    boxShadow: "var(--shadow-2)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: "var(--font-mono)",
    fontSize: "var(--text-xs)",
    maxHeight: "14em",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 8px", lineHeight: "18px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    color: "var(--ink-1)",
    background: "var(--surface-4)",
    boxShadow: "inset 2px 0 0 var(--accent)",
  },
  ".cm-completionMatchedText": { textDecoration: "none", color: "var(--accent-ink)" },
  ".cm-completionDetail": { color: "var(--ink-3)", fontStyle: "normal" },
});

// Look and syntax colours together.
export const theme = [look, syntaxHighlighting(colours)];
