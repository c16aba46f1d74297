// PostgreSQL's SQL: how it is parsed for colour, and what completion offers.

import { PostgreSQL, sql } from "@codemirror/lang-sql";

// The language with the tables that are there: { table: [column, ...] }. The dialect's own
// completion knows keywords, tables, and columns after a dot; bare columns are added here.
export function language(tables) {
  const support = sql({ dialect: PostgreSQL, schema: tables, upperCaseKeywords: true });
  const bare = support.language.data.of({ autocomplete: (context) => columns(tables, context) });
  return [support, bare];
}

function columns(tables, context) {
  const word = context.matchBefore(/[\w"]+/);
  if (!word || context.state.sliceDoc(word.from - 1, word.from) === ".") return null;
  const options = Object.entries(tables).flatMap(([table, names]) =>
    names.map((name) => ({ label: name, detail: table, type: "property" })),
  );
  return { from: word.from, options, validFor: /^\w*$/ };
}
